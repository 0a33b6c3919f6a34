using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>Reads a segment file batch by batch, whole batches, without ever opening it for writing.</summary>
internal sealed class BatchWalk : IDisposable
{
    private readonly FileStream _file;
    private byte[] _buffer = new byte[64 * 1024];

    public BatchWalk(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1024 * 1024, FileOptions.SequentialScan);
        Length = _file.Length;
    }

    public long Length { get; }

    /// <summary>Where the current batch begins; after the last one, where the walk stopped.</summary>
    public long Position { get; private set; }

    public int Size { get; private set; }

    public ReadOnlySpan<byte> Current => _buffer.AsSpan(0, Size);

    /// <summary>False at the end, or where no sane header is: compare <see cref="Position"/> with <see cref="Length"/>.</summary>
    public bool Next()
    {
        Position += Size;
        Size = 0;
        var room = Length - Position;
        if (room < Batch.HeaderBytes) return false;
        _file.ReadExactly(_buffer.AsSpan(0, Batch.HeaderBytes));
        if (!Batch.LooksSane(_buffer, room)) return false;
        var size = (int)Batch.Size(_buffer);
        if (_buffer.Length < size) Array.Resize(ref _buffer, Math.Max(size, (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        _file.ReadExactly(_buffer.AsSpan(Batch.HeaderBytes, size - Batch.HeaderBytes));
        Size = size;
        return true;
    }

    public void Dispose() => _file.Dispose();
}
