using System.Text;
using AuditOps.Embedded.ClickHouse.Native;

namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>
/// One request's turn with the engine: a thread, a fresh connection and the settings of the request. A cancelled token kills
/// the running query; the session is over when it is disposed, never before the query has ended.
/// </summary>
internal sealed class QuerySession : IAsyncDisposable
{
    // A kill that comes before the query is registered hits nothing, so it is repeated.
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(50);

    private readonly ChdbEngine engine;
    private readonly EngineThread thread;
    private readonly ChdbConnection connection;
    private readonly TimeProvider time;
    private readonly string comment;

    private QuerySession(ChdbEngine engine, EngineThread thread, ChdbConnection connection, TimeProvider time, string comment)
    {
        this.engine = engine;
        this.thread = thread;
        this.connection = connection;
        this.time = time;
        this.comment = comment;
    }

    /// <summary>Opens the session; <paramref name="setup"/> statements run first, each on its own.</summary>
    public static async Task<QuerySession> OpenAsync(ChdbEngine engine, EngineThread thread, TimeProvider time, string comment, IReadOnlyList<string> setup)
    {
        var connection = await thread.RunAsync(() =>
        {
            var fresh = engine.Connect();
            try
            {
                foreach (var statement in setup) fresh.Execute(statement);
                return fresh;
            }
            catch
            {
                fresh.Dispose();
                throw;
            }
        });
        return new QuerySession(engine, thread, connection, time, comment);
    }

    public Task ExecuteAsync(string statement) => thread.RunAsync(() => connection.Execute(statement));

    public Task<ChdbResult> QueryAsync(byte[] sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellation) =>
        WatchAsync(() => connection.Query(sql, format, parameters), cancellation);

    public Task<ChdbResult> StartStreamAsync(byte[] sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellation) =>
        WatchAsync(() => connection.StartStream(sql, format, parameters), cancellation);

    public Task<ChdbResult?> FetchAsync(ChdbResult stream, CancellationToken cancellation) =>
        WatchAsync(() => connection.Fetch(stream), cancellation);

    /// <summary>Ends a stream, whether or not it was read to its end.</summary>
    public Task EndStreamAsync(ChdbResult stream, bool finished) => thread.RunAsync(() =>
    {
        if (!finished) connection.Cancel(stream);
        stream.Dispose();
    });

    /// <summary>The text answer of a small query with parameters in clear.</summary>
    public async Task<string> TextAsync(string sql, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellation)
    {
        using var result = await QueryAsync(Encoding.UTF8.GetBytes(sql), "TSVRaw", parameters, cancellation);
        return Encoding.UTF8.GetString(result.Slice(0, (int)result.Length));
    }

    public async ValueTask DisposeAsync() => await thread.RunAsync(connection.Dispose);

    private async Task<T> WatchAsync<T>(Func<T> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var running = thread.RunAsync(call);
        if (!cancellation.CanBeCanceled || running.IsCompleted) return await running;
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellation.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), gone))
        {
            await Task.WhenAny(running, gone.Task);
        }

        while (!running.IsCompleted)
        {
            await engine.KillAsync(comment);
            await Task.WhenAny(running, Task.Delay(KillInterval, time, CancellationToken.None));
        }

        return await running;
    }
}
