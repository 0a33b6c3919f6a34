using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AuditOps.Streams.Runtime;

/// <summary>The meter of one app. Recorded per batch, never per record; tags are the topology and closed sets.</summary>
internal sealed class StreamsTelemetry : IDisposable
{
    public const string MeterName = "AuditOps.Streams";

    private readonly Meter _meter;
    private readonly Counter<long> _processed;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _aborts;
    private readonly Counter<long> _rebalances;
    private readonly Histogram<double> _processDuration;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<double> _pollDuration;
    private readonly Histogram<double> _latency;
    private readonly KeyValuePair<string, object?> _topology;

    public StreamsTelemetry(string topology, Func<long> lag, Func<double> behindSeconds, Func<IReadOnlyList<WorkerStatus>> workers, Func<long> restoreRemaining)
    {
        _topology = new("topology", topology);
        var tags = new[] { _topology };
        _meter = new Meter(MeterName);
        _processed = _meter.CreateCounter<long>("auditops.streams.records.processed", "{record}");
        _deadLetters = _meter.CreateCounter<long>("auditops.streams.deadletters", "{record}");
        _dropped = _meter.CreateCounter<long>("auditops.streams.dropped", "{value}", "Values that a store refused");
        _aborts = _meter.CreateCounter<long>("auditops.streams.aborts", "{batch}");
        _rebalances = _meter.CreateCounter<long>("auditops.streams.rebalances", "{rebalance}");
        _processDuration = _meter.CreateHistogram<double>("auditops.streams.process.duration", "s", "One polled batch through all its steps");
        _commitDuration = _meter.CreateHistogram<double>("auditops.streams.commit.duration", "s", "Acknowledgements and offsets of one commit");
        _pollDuration = _meter.CreateHistogram<double>("auditops.streams.poll.duration", "s", "One poll, waiting included");
        _latency = _meter.CreateHistogram<double>("auditops.streams.end_to_end.latency", "s", "Timestamp of the last record of a partition in a commit until that commit");
        _meter.CreateObservableGauge("auditops.streams.consumer.lag", () => new Measurement<long>(lag(), tags), "{record}");
        _meter.CreateObservableGauge("auditops.streams.behind", () => new Measurement<double>(behindSeconds(), tags), "s");
        _meter.CreateObservableGauge("auditops.streams.state.entries", () => new Measurement<long>(workers().Sum(worker => worker.StateEntries), tags), "{entry}");
        _meter.CreateObservableGauge("auditops.streams.state.size", () => new Measurement<long>(workers().Sum(worker => worker.StateBytes), tags), "By");
        _meter.CreateObservableGauge("auditops.streams.tasks.restoring", () => new Measurement<long>(workers().Sum(worker => worker.Restoring), tags), "{task}");
        _meter.CreateObservableGauge("auditops.streams.restore.remaining", () => new Measurement<long>(restoreRemaining(), tags), "{record}", "Changelog offsets still to be read");
    }

    public void Processed(long records, TimeSpan duration)
    {
        _processed.Add(records, _topology);
        _processDuration.Record(duration.TotalSeconds, _topology);
    }

    public void Polled(TimeSpan duration) => _pollDuration.Record(duration.TotalSeconds, _topology);

    public void Arrived(long latencyMs) => _latency.Record(Math.Max(0, latencyMs / 1000.0), _topology);

    public void DeadLetter(string code) => _deadLetters.Add(1, _topology, new("code", code));

    /// <summary>Values that came when their window had closed.</summary>
    public void DroppedLate(long values)
    {
        if (values > 0)
            _dropped.Add(values, _topology, new("reason", "late"));
    }

    public void Committed(TimeSpan duration) => _commitDuration.Record(duration.TotalSeconds, _topology);

    public void Aborted(StreamsErrorCode? reason) => _aborts.Add(1, _topology, new("reason", reason?.ToString() ?? "Processing"));

    public void Rebalanced(string kind) => _rebalances.Add(1, _topology, new("kind", kind));

    public void Dispose() => _meter.Dispose();
}
