using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Risk;
using AuditOps.Processors.Cases;
using AuditOps.Processors.Correlate;
using AuditOps.Processors.Detect;
using AuditOps.Processors.Ingest;
using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Tests.Detect;

/// <summary>Ingest, Correlate and Cases one behind the other on simulated clusters, with one catalogue as in one process.</summary>
internal sealed class DetectHarness : IDisposable
{
    public static readonly SchemaRegistry Schemas = new();

    private readonly Meter _meter = new("test");

    public DetectHarness(IEnumerable<string> shipped, DetectOptions? options = null, Func<AuditEvent, AuditEvent>? change = null)
    {
        Catalogue = new RuleCatalogue(
            [.. shipped.Select((text, i) => RuleUnit.Shipped(string.Create(CultureInfo.InvariantCulture, $"shipped-{i}"), text))], "test", TimeProvider.System, NullLogger.Instance);
        var normalizer = new EventNormalizer(new NormalizeOptions());
        var telemetry = new DetectTelemetry(_meter);
        Ingest = new TopologyTestDriver(IngestTopology.Build(
            raw => change is null ? normalizer.Normalize(raw) : change(normalizer.Normalize(raw)), new DedupeOptions(),
            () => new DetectProcessor(Catalogue, options ?? new DetectOptions(), telemetry, TimeProvider.System, NullLogger.Instance), Schemas, TimeProvider.System));
        Correlate = new TopologyTestDriver(CorrelateTopology.Build(new CorrelateOptions(), table => new RuleView(Catalogue, table, EntityRisk.Plan(new EntityRiskOptions())), Schemas, new CorrelationLosses(_meter, "test", TimeProvider.System), TimeProvider.System));
        Cases = new TopologyTestDriver(CasesTopology.Build(new CaseOptions(), table => RuleJudge.Of(new RuleView(Catalogue, table)), Schemas, TimeProvider.System));
    }

    public RuleCatalogue Catalogue { get; }

    public TopologyTestDriver Ingest { get; }

    public TopologyTestDriver Correlate { get; }

    public TopologyTestDriver Cases { get; }

    /// <summary>A Management record of somebody who did something.</summary>
    public void Did(string operation, string id, string user = "ann@contoso.example", string tenant = "contoso", string topic = TopicNames.Raw, string more = "", DateTimeOffset? at = null)
    {
        var time = (at ?? Ingest.Now).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        var json = $$"""{"CreationTime":"{{time}}","Id":"{{id}}","Operation":"{{operation}}","RecordType":2,"ResultStatus":"Succeeded","UserId":"{{user}}","UserType":0,"Workload":"Exchange","ClientIP":"192.0.2.7"{{more}}}""";
        var raw = new RawEnvelope
        {
            Tenant = tenant,
            Source = Sources.M365Activity,
            Shape = WireShape.ManagementActivity,
            RecordId = id,
            CollectedAt = Ingest.Now,
            Run = "run-1",
            Payload = Encoding.UTF8.GetBytes(json),
        };
        Ingest.Pipe(topic, Keys.Record(tenant, id), Codecs.RawEnvelope.Encode(raw), Ingest.Now);
    }

    /// <summary>Publishes a version of a rule to all topologies and waits until it is in force.</summary>
    public Task RuleAsync(string owner, string id, long revision, RuleStatus status, string yaml) =>
        RuleAsync(new RuleDocument
        {
            Tenant = owner,
            RuleId = id,
            Revision = revision,
            Status = status,
            Origin = "ann",
            Yaml = yaml,
            ChangedBy = "ann",
            ChangedAt = Ingest.Now,
        });

    public async Task RuleAsync(RuleDocument document)
    {
        foreach (var driver in new[] { Ingest, Correlate, Cases })
        {
            driver.Pipe(TopicNames.Rules, Keys.Join(document.Tenant, document.RuleId), Codecs.RuleDocument.Encode(document));
            // A task looks for changes while no record comes.
            driver.Advance(TimeSpan.FromSeconds(1));
        }

        await Catalogue.Settled.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Commits everything from front to back, and what alerts add to the risk of actors once more round.</summary>
    /// <returns>The newest state of each alert that changed.</returns>
    public IReadOnlyList<Alert> Alerts()
    {
        var alerts = new SortedDictionary<string, Alert>(StringComparer.Ordinal);
        for (var round = 0; round < 2; round++)
            Round(alerts);
        return [.. alerts.Values];
    }

    private void Round(SortedDictionary<string, Alert> alerts)
    {
        Ingest.Commit();
        Carry(Ingest, TopicNames.Matches, Correlate);
        Carry(Cases, TopicNames.Matches, Correlate);
        Correlate.Commit();
        Correlate.Advance(TimeSpan.FromSeconds(3));
        Correlate.Commit();
        Carry(Ingest, TopicNames.Commands, Cases);
        Carry(Correlate, TopicNames.Commands, Cases);
        Cases.Commit();
        Cases.Advance(TimeSpan.FromSeconds(3));
        Cases.Commit();
        foreach (var record in Cases.Read(TopicNames.Alerts))
        {
            var alert = Codecs.Alert.Decode(record.Value!, Schemas);
            alerts[alert.AlertId] = alert;
        }
    }

    public void Dispose()
    {
        Ingest.Dispose();
        Correlate.Dispose();
        Cases.Dispose();
        _meter.Dispose();
    }

    private static void Carry(TopologyTestDriver from, string topic, TopologyTestDriver to)
    {
        foreach (var record in from.Read(topic))
            to.Pipe(topic, record.Key, record.Value!, record.Timestamp);
    }
}
