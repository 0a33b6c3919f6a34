using System.Diagnostics.Metrics;

namespace AuditOps.Processors.Sinks;

/// <summary>Figures of the sinks, per insert and not per row. The only tag is the sink's name.</summary>
internal sealed class SinkTelemetry
{
    public const string MeterName = "AuditOps.Processors";

    private readonly Counter<long> _stored;
    private readonly Counter<long> _letters;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _interrupted;
    private readonly Counter<long> _expired;
    private readonly Histogram<double> _insert;
    private readonly Gauge<double> _oldest;
    private readonly Gauge<long> _lag;
    private readonly Gauge<long> _missing;

    public SinkTelemetry(Meter meter)
    {
        _stored = meter.CreateCounter<long>("auditops.sink.records", "{record}", "Records put into their table, repeats included");
        _letters = meter.CreateCounter<long>("auditops.sink.dead_letters", "{record}", "Records that no row can hold");
        _retries = meter.CreateCounter<long>("auditops.sink.retries", "{insert}", "Inserts that did not go through and were tried again");
        _repeated = meter.CreateCounter<long>("auditops.sink.plans.repeated", "{plan}", "Plans found open and carried out again");
        _interrupted = meter.CreateCounter<long>("auditops.sink.interruptions", "{transaction}", "Transactions that did not plainly succeed");
        _expired = meter.CreateCounter<long>("auditops.sink.records.expired", "{record}", "Records that their topic deleted before they were stored");
        _insert = meter.CreateHistogram<double>("auditops.sink.insert.duration", "s", "Time of one successful insert");
        _oldest = meter.CreateGauge<double>("auditops.sink.backlog.age", "s", "Age of the oldest record in hand");
        _lag = meter.CreateGauge<long>("auditops.sink.lag", "{record}", "Records not stored yet");
        _missing = meter.CreateGauge<long>("auditops.completeness.missing", "{event}", "Stored events that are gone before their time");
    }

    public void Inserted(string sink, int records, TimeSpan took)
    {
        _stored.Add(records, Tag(sink));
        _insert.Record(took.TotalSeconds, Tag(sink));
    }

    public void Buried(string sink, int records) => _letters.Add(records, Tag(sink));

    public void Retried(string sink) => _retries.Add(1, Tag(sink));

    public void Repeated(string sink) => _repeated.Add(1, Tag(sink));

    public void Interrupted(string sink) => _interrupted.Add(1, Tag(sink));

    public void Expired(string sink, long records)
    {
        if (records > 0)
            _expired.Add(records, Tag(sink));
    }

    public void Behind(string sink, long lag, TimeSpan oldest)
    {
        _lag.Record(lag, Tag(sink));
        _oldest.Record(oldest.TotalSeconds, Tag(sink));
    }

    public void Missing(long events) => _missing.Record(events);

    private static KeyValuePair<string, object?> Tag(string sink) => new("sink", sink);
}
