namespace AuditOps.Collectors.Notifications;

/// <summary>Cuts a feed's pause between two polls short, but never below a least pause: however many notifications come, the service is asked no more often than that.</summary>
internal sealed class Hurry(TimeSpan least, TimeProvider time)
{
    private TaskCompletionSource _asked = Fresh();

    /// <summary>The next poll is due at once, or after the least pause.</summary>
    public void Ask() => Volatile.Read(ref _asked).TrySetResult();

    /// <returns>Whether it was cut short.</returns>
    public async Task<bool> WaitAsync(TimeSpan pause, CancellationToken cancel)
    {
        var quiet = least < pause ? least : pause;
        await Task.Delay(quiet, time, cancel);
        var asked = Volatile.Read(ref _asked);
        if (!asked.Task.IsCompleted && pause > quiet)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(asked.Task, Task.Delay(pause - quiet, time, over.Token));
            await over.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }

        // What is asked for from here on, while the poll runs, is another poll.
        return Interlocked.Exchange(ref _asked, Fresh()).Task.IsCompleted;
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
