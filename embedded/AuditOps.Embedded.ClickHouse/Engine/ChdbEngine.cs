using AuditOps.Embedded.ClickHouse.Native;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>The engine of this process: chDB allows one data directory per process, held open by one anchor connection.</summary>
internal sealed class ChdbEngine : IAsyncDisposable
{
    private static int running;

    private readonly Chdb chdb;
    private readonly ChdbConnection anchor;
    private readonly DataDirectoryLock directoryLock;
    private readonly EngineThread control;
    private readonly string[] arguments;

    private ChdbEngine(Chdb chdb, ChdbConnection anchor, DataDirectoryLock directoryLock, EngineThread control, string[] arguments)
    {
        this.chdb = chdb;
        this.anchor = anchor;
        this.directoryLock = directoryLock;
        this.control = control;
        this.arguments = arguments;
    }

    public static async Task<ChdbEngine> StartAsync(ClickHouseOptions options, ILogger log)
    {
        if (Interlocked.Exchange(ref running, 1) == 1)
            throw new EmbeddedClickHouseException(ClickHouseFault.DataDirectoryInUse, "This process already runs an embedded ClickHouse; the engine allows one per process.");
        DataDirectoryLock? directoryLock = null;
        EngineThread? control = null;
        try
        {
            var directory = Path.GetFullPath(options.DataDirectory);
            directoryLock = DataDirectoryLock.Take(directory);
            string[] arguments = ["--path=" + directory, "--config-file=" + EngineConfigFile.Write(options, directory)];
            control = new EngineThread("clickhouse-control");
            var (chdb, anchor) = await control.RunAsync(() =>
            {
                var library = Chdb.Load(ChdbPath.Resolve(options.LibraryPath));
                var handlers = SignalHandlers.Save();
                try
                {
                    return (library, ChdbConnection.Open(library, arguments));
                }
                finally
                {
                    Log.SignalHandlersRestored(log, handlers.Restore());
                }
            });
            return new ChdbEngine(chdb, anchor, directoryLock, control, arguments);
        }
        catch
        {
            control?.Dispose();
            directoryLock?.Dispose();
            Volatile.Write(ref running, 0);
            throw;
        }
    }

    /// <summary>A fresh connection with nothing set on it.</summary>
    public ChdbConnection Connect() => ChdbConnection.Open(chdb, arguments);

    /// <summary>Runs something short on the anchor connection, beside all other queries.</summary>
    public Task<T> ControlAsync<T>(Func<ChdbConnection, T> call) => control.RunAsync(() => call(anchor));

    /// <summary>Asks the engine to cancel the query with this comment. Never SYNC: that waits for ever in chDB.</summary>
    public Task KillAsync(string comment) => control.RunAsync(() =>
        anchor.Execute($"KILL QUERY WHERE Settings['log_comment'] = {SqlText.Quote(comment)} ASYNC"));

    public async ValueTask DisposeAsync()
    {
        await control.RunAsync(anchor.Dispose);
        control.Dispose();
        directoryLock.Dispose();
        Volatile.Write(ref running, 0);
    }
}
