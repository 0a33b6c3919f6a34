using System.Collections.Concurrent;

namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>A thread of its own for calls into the engine, which block for as long as a query runs and would starve the thread pool.</summary>
internal sealed class EngineThread : IDisposable
{
    // 8 MiB as the engine's own threads have: its parser recurses deeply before it refuses.
    private const int StackBytes = 8 << 20;

    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    public EngineThread(string name)
    {
        thread = new Thread(Loop, StackBytes) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Runs <paramref name="call"/> on the thread; its exception comes back through the task.</summary>
    public Task<T> RunAsync<T>(Func<T> call)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(call());
            }
            catch (Exception e)
            {
                // The thread's edge: whatever the call throws belongs to its caller.
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public Task RunAsync(Action call) => RunAsync(() =>
    {
        call();
        return true;
    });

    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    private void Loop()
    {
        foreach (var call in work.GetConsumingEnumerable()) call();
    }
}
