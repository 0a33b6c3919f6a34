using System.Text;
using AuditOps.Embedded.ClickHouse.Engine;

namespace AuditOps.Embedded.ClickHouse.Native;

/// <summary>
/// One connection: one query at a time, settings and current database stick to it. Opening one beside another takes about
/// 0.1 ms, so every request gets its own and nothing of an earlier request can be left behind.
/// </summary>
internal sealed unsafe class ChdbConnection : IDisposable
{
    private readonly Chdb chdb;
    private void** connection;

    private ChdbConnection(Chdb chdb, void** connection)
    {
        this.chdb = chdb;
        this.connection = connection;
    }

    public static ChdbConnection Open(Chdb chdb, params ReadOnlySpan<string> arguments)
    {
        using var block = new NativeStrings(["clickhouse", .. arguments]);
        var connection = chdb.Connect(arguments.Length + 1, block.Pointers);
        if (connection is null || *connection is null) throw new EmbeddedClickHouseException(ClickHouseFault.EngineFailed, "The ClickHouse engine did not open a connection.");
        return new ChdbConnection(chdb, connection);
    }

    /// <summary>Runs a statement and keeps its whole answer in native memory.</summary>
    public ChdbResult Query(ReadOnlySpan<byte> sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var result = new ChdbResult(chdb, Call(chdb.Query, sql, format, parameters));
        if (result.Error is not { } error) return result;
        result.Dispose();
        throw QueryException.FromEngine(error);
    }

    /// <summary>Runs a statement whose answer does not matter.</summary>
    public void Execute(string sql) => Query(Encoding.UTF8.GetBytes(sql), "TSV", []).Dispose();

    /// <summary>Starts a SELECT whose answer comes in chunks.</summary>
    public ChdbResult StartStream(ReadOnlySpan<byte> sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var result = new ChdbResult(chdb, Call(chdb.StreamQuery, sql, format, parameters));
        if (result.Error is not { } error) return result;
        result.Dispose();
        throw QueryException.FromEngine(error);
    }

    /// <summary>The next chunk, null at the end.</summary>
    public ChdbResult? Fetch(ChdbResult stream)
    {
        var chunk = new ChdbResult(chdb, chdb.StreamFetch(Handle, stream.Handle));
        if (chunk.Error is null && chunk.Length > 0) return chunk;
        var error = chunk.Error;
        chunk.Dispose();
        // After a stream of only a header, chDB closes it at once and answers the next fetch with this text.
        if (error is null or "No active streaming query") return null;
        throw QueryException.FromEngine(error);
    }

    public void Cancel(ChdbResult stream) => chdb.StreamCancel(Handle, stream.Handle);

    public void Dispose()
    {
        if (connection is not null) chdb.Close(connection);
        connection = null;
    }

    private void* Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(connection is null, this);
            return *connection;
        }
    }

    private void* Call(
        delegate* unmanaged<void*, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint, void*> entry,
        ReadOnlySpan<byte> sql,
        string format,
        IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var formatName = Encoding.UTF8.GetBytes(format);
        using var names = new NativeStrings([.. parameters.Select(p => p.Key)]);
        using var values = new NativeStrings([.. parameters.Select(p => p.Value)]);
        fixed (byte* queryBytes = sql, formatBytes = formatName)
        {
            return entry(Handle, queryBytes, (nuint)sql.Length, formatBytes, (nuint)formatName.Length, names.Pointers, names.Lengths, values.Pointers, values.Lengths, (nuint)parameters.Count);
        }
    }
}
