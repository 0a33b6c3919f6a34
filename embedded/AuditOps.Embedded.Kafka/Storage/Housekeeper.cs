namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>The store's background work: free space and recovery points every second or so, retention and compaction in rounds.</summary>
internal sealed class Housekeeper(LogStore store, StoreServices services) : IAsyncDisposable
{
    static readonly TimeSpan SpaceInterval = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _stop = new();
    readonly Lock _round = new();
    Task[] _loops = [];

    public void Start() =>
        _loops =
        [
            Task.Run(() => Loop(SpaceInterval, _ => CheckSpace())),
            Task.Run(() => Loop(services.Options.CheckpointInterval, _ => store.WriteCheckpoint())),
            Task.Run(() => Loop(services.Options.RetentionInterval, RunRetention)),
            Task.Run(() => Loop(services.Options.HousekeepingInterval, RunCompaction)),
        ];

    /// <summary>One round of everything.</summary>
    public void RunOnce(CancellationToken cancel)
    {
        RunRetention(cancel);
        RunCompaction(cancel);
        store.WriteCheckpoint();
    }

    void RunRetention(CancellationToken cancel)
    {
        var now = services.NowMs();
        lock (_round)
        {
            foreach (var log in store.AllLogs())
            {
                if (cancel.IsCancellationRequested) return;
                if (log.Fault == KafkaError.None) Guarded(log, () => Retention.Apply(log, store.MinCommittedOffset?.Invoke(log.Topic, log.Index), now));
            }
        }
    }

    void RunCompaction(CancellationToken cancel)
    {
        var now = services.NowMs();
        lock (_round)
        {
            foreach (var log in store.AllLogs())
            {
                if (cancel.IsCancellationRequested) return;
                if (log.Fault != KafkaError.None) continue;
                log.ExpireProducers(now - (long)services.Options.ProducerIdExpiration.TotalMilliseconds);
                if (log.Config.Compact) Guarded(log, () => Compactor.Run(log, now, cancel));
                CloseIdleFiles(log, now);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _stop.Dispose();
    }

    async Task Loop(TimeSpan interval, Action<CancellationToken> work)
    {
        using var timer = new PeriodicTimer(interval, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    work(_stop.Token);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The loop's edge: a round that failed, on a full disk say, must not end all later ones.
                    services.Log.HousekeepingFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The store is closing.
        }
    }

    /// <summary>One log's trouble with its files must not keep the others from their turn.</summary>
    void Guarded(PartitionLog log, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Where the topic was deleted meanwhile, there is nothing to say.
            if (log.Fault == KafkaError.None) services.Log.MaintenanceFailed(log.Topic, log.Index, e);
        }
    }

    void CheckSpace()
    {
        var before = services.Disk.NearlyFull;
        services.Disk.Check();
        if (!before && services.Disk.NearlyFull) services.Log.DiskNearlyFull(services.Options.Directory);
    }

    /// <summary>Closed segments nobody has read for a while give their file descriptor back.</summary>
    static void CloseIdleFiles(PartitionLog log, long now)
    {
        const long idleMs = 60_000;
        var segments = log.Segments;
        for (var i = 0; i < segments.Length - 1; i++)
            if (now - segments[i].LastUseMs > idleMs && segments[i].NextOffset <= log.FlushedOffset) segments[i].CloseHandle();
    }
}
