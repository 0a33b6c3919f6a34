using System.Runtime.InteropServices;
using AuditOps.Embedded.ClickHouse.Engine;

namespace AuditOps.Embedded.ClickHouse.Native;

/// <summary>One result or chunk, owned natively until disposed. Figures of a failed result are garbage in chDB and never read.</summary>
internal sealed unsafe class ChdbResult : IDisposable
{
    private readonly Chdb chdb;
    private void* result;

    public ChdbResult(Chdb chdb, void* result)
    {
        this.chdb = chdb;
        this.result = result;
        Error = result is null ? "chDB gave no result" : Marshal.PtrToStringUTF8((nint)chdb.ResultError(result));
        if (Error is not null) return;
        Length = checked((long)chdb.ResultLength(result));
        RowsRead = chdb.RowsRead(result);
        Progress = new(chdb.StorageRowsRead(result), chdb.StorageBytesRead(result), chdb.RowsWritten(result), chdb.BytesWritten(result), RowsRead);
    }

    public string? Error { get; }

    public long Length { get; }

    public ulong RowsRead { get; }

    public QueryProgress Progress { get; }

    public void* Handle => result;

    public ReadOnlySpan<byte> Slice(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(result is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length);
        return new ReadOnlySpan<byte>(chdb.ResultBuffer(result) + offset, length);
    }

    public void Dispose()
    {
        if (result is not null) chdb.DestroyResult(result);
        result = null;
    }
}
