using System.Threading.Channels;

namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>The threads that run queries. All but the product together never hold the last one, so that inserts always get their turn.</summary>
internal sealed class SessionPool : IDisposable
{
    private readonly Channel<EngineThread> idle = Channel.CreateUnbounded<EngineThread>();
    private readonly EngineThread[] threads;
    private readonly SemaphoreSlim readers;
    private readonly int maxWaiting;
    private int waiting;

    public SessionPool(int connections, int maxWaiting)
    {
        this.maxWaiting = maxWaiting;
        readers = new SemaphoreSlim(Math.Max(1, connections - 1));
        threads = new EngineThread[connections];
        for (var i = 0; i < connections; i++)
        {
            threads[i] = new EngineThread("clickhouse-query");
            idle.Writer.TryWrite(threads[i]);
        }
    }

    public async ValueTask<EngineThread> RentAsync(ClickHouseRole role, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref waiting) > maxWaiting)
        {
            Interlocked.Decrement(ref waiting);
            throw new QueryException(ErrorCodes.TooManySimultaneousQueries, "Too many requests wait for a connection", "TOO_MANY_SIMULTANEOUS_QUERIES");
        }

        try
        {
            if (role != ClickHouseRole.Product) await readers.WaitAsync(cancellation);
            try
            {
                return await idle.Reader.ReadAsync(cancellation);
            }
            catch
            {
                if (role != ClickHouseRole.Product) readers.Release();
                throw;
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public void Return(EngineThread thread, ClickHouseRole role)
    {
        idle.Writer.TryWrite(thread);
        if (role != ClickHouseRole.Product) readers.Release();
    }

    public void Dispose()
    {
        foreach (var thread in threads) thread.Dispose();
        readers.Dispose();
    }
}
