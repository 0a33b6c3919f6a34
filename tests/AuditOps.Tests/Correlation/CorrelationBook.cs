using System.Diagnostics.Metrics;
using AuditOps.Engines.Correlation;
using AuditOps.Processors.Correlate;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams.Testing;

namespace AuditOps.Tests.Correlation;

/// <summary>The correlations of a test, and the counter of what was forgotten.</summary>
internal sealed class CorrelationBook : ICorrelationBook, IDisposable
{
    private static readonly SchemaRegistry Schemas = new();

    private readonly Dictionary<string, CorrelationPlan> _plans;
    private readonly Meter _meter = new("test");
    private readonly MeterListener _listener = new();

    public CorrelationBook(params CorrelationPlan[] plans)
    {
        _plans = plans.ToDictionary(plan => plan.RuleId, StringComparer.Ordinal);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter && instrument.Name == CorrelationLosses.EvictedCounter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Evicted += count);
        _listener.Start();
        Losses = new CorrelationLosses(_meter, "test", TimeProvider.System);
    }

    public CorrelateOptions Options { get; init; } = new();

    public CorrelationLosses Losses { get; }

    public long Evicted { get; private set; }

    public CorrelationPlan? Find(string tenant, string ruleId) => _plans.GetValueOrDefault(ruleId);

    public void Put(CorrelationPlan plan) => _plans[plan.RuleId] = plan;

    public void Remove(string ruleId) => _plans.Remove(ruleId);

    /// <summary>A topology that has been running for a while.</summary>
    public TopologyTestDriver Driver(int partitions = 4)
    {
        var driver = new TopologyTestDriver(CorrelateTopology.Build(Options, _ => this, Schemas, Losses, TimeProvider.System), partitions);
        // The first makes the tasks, the second is their first tick.
        for (var i = 0; i < 3; i++)
            driver.Advance(TimeSpan.FromMinutes(1));
        return driver;
    }

    public void Pipe(TopologyTestDriver driver, Match match, DateTimeOffset? at = null) =>
        driver.Pipe(TopicNames.Matches, Keys.Match(match.Tenant, match.Correlation, match.Group), Codecs.Match.Encode(match), at);

    public List<AlertCandidate> Candidates(TopologyTestDriver driver) =>
        [.. driver.Read(TopicNames.Commands).Select(record => Codecs.Command.Decode(record.Value!, Schemas).Candidate!)];

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }
}
