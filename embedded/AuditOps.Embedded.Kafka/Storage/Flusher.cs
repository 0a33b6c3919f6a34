namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Group commit: one thread forces all dirty logs to disk, one after the other, while appends to all of them go on. What arrives during a flush shares the next one.
/// </summary>
internal sealed class Flusher : IDisposable
{
    readonly object _gate = new();
    readonly Thread _thread;
    readonly TimeSpan _pause;
    List<FlushTarget> _dirty = [];
    List<FlushTarget> _taken = [];
    bool _stopping;

    /// <param name="pause">Time between two rounds; zero starts the next as soon as something is dirty.</param>
    public Flusher(TimeSpan pause)
    {
        _pause = pause;
        _thread = new Thread(Run) { IsBackground = true, Name = "log-flusher" };
        _thread.Start();
    }

    public void MarkDirty(FlushTarget target)
    {
        if (!target.TryQueue()) return;
        lock (_gate)
        {
            _dirty.Add(target);
            if (_dirty.Count == 1) Monitor.Pulse(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
        _thread.Join();
    }

    void Run()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_pause > TimeSpan.Zero && !_stopping) Monitor.Wait(_gate, _pause);
                while (_dirty.Count == 0 && !_stopping) Monitor.Wait(_gate);
                if (_dirty.Count == 0) return;
                (_dirty, _taken) = (_taken, _dirty);
            }
            Flush(late: false);
            Flush(late: true);
            _taken.Clear();
        }
    }

    void Flush(bool late)
    {
        foreach (var target in _taken)
        {
            if (target.FlushLate != late) continue;
            target.Unqueue();
            target.FlushNow();
        }
    }
}
