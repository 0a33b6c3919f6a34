namespace AuditOps.Simulator.Notifications;

/// <summary>The loop that looks for something to tell and tells it.</summary>
internal sealed class Notifier(GraphNotices graph, ManagementNotices management, DeliveryQueue queue, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = RunAsync(_stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
                await RoundAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task RoundAsync(CancellationToken cancel)
    {
        try
        {
            graph.Collect();
            management.Collect();
            await queue.SendDueAsync(cancel);
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested)
        {
            // The loop's edge: one bad round must not end all notifications.
            Log.NotifierFailed(logger, failed);
        }
    }
}
