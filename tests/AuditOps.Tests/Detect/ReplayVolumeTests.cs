using System.Globalization;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Detect;

/// <summary>The number of alerts that a backtest estimates is that of the stream over the same records.</summary>
public sealed class ReplayVolumeTests
{
    private static readonly string[] Rules =
    [
        Rule("plain", "HardDelete"),
        Rule("short", "Send", "dedupe: 10m"),
        Rule("grouped", "Send", "group-by: [ip]"),
        Rule("soft", "SoftDelete", "dedupe: 2h"),
        Correlation("many", "event_count", "rules: [plain_name], group-by: [actor.key], timespan: 30m, generate: true, condition: {gte: 3}"),
        Correlation("people", "value_count", "rules: [soft_name], group-by: [ip], timespan: 1h, generate: true, condition: {gte: 3, field: actor.key}"),
        Correlation("both", "temporal", "rules: [plain_name, soft_name], group-by: [actor.key], timespan: 15m"),
        Correlation("ordered", "temporal_ordered", "rules: [soft_name, plain_name], group-by: [actor.key], timespan: 15m, generate: true"),
        Correlation("chained", "event_count", "rules: [both_name], group-by: [actor.key], timespan: 3h, generate: true, condition: {gte: 2}"),
        Rule("suppressed", "Send", "suppress: {fields: [ip], timespan: 4h}"),
        Rule("quiet", "SoftDelete", "suppress: {fields: [actor.key], timespan: 2h}"),
    ];

    [Fact]
    public void The_stream_raises_as_many_alerts_of_every_rule_as_the_replay_says()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        using var harness = new DetectHarness(Rules);
        var events = new List<AuditEvent>();
        var normalizer = new EventNormalizer(new NormalizeOptions());
        for (var i = 0; i < 240; i++)
        {
            var step = TimeSpan.FromSeconds(random.Next(5, 240));
            foreach (var driver in new[] { harness.Ingest, harness.Correlate, harness.Cases })
                driver.Advance(step);
            var raw = Record(i, random, harness.Ingest.Now);
            events.Add(normalizer.Normalize(raw));
            harness.Ingest.Pipe(AuditOps.Schemas.Topics.TopicNames.Raw, AuditOps.Schemas.Topics.Keys.Record(raw.Tenant, raw.RecordId), AuditOps.Schemas.Avro.Codecs.RawEnvelope.Encode(raw), raw.CollectedAt);
            if (i % 8 == 7)
                Take(harness);
        }

        foreach (var driver in new[] { harness.Ingest, harness.Correlate, harness.Cases })
            driver.Advance(TimeSpan.FromMinutes(30));
        Take(harness);
        var replay = new RuleReplay(SigmaRules.Load(Rules.Select((text, i) => new SigmaFile(string.Create(CultureInfo.InvariantCulture, $"rule-{i}"), text))), FieldMap.BuiltIn, "contoso");
        foreach (var value in events)
            replay.Add(value);
        var expected = replay.Finish().GroupBy(finding => finding.RuleId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        Assert.Equal(Rules.Length, expected.Count);
        foreach (var (rule, count) in expected)
            Assert.True(_alerts.Values.Count(alert => alert == rule) == count, $"seed {Seed}, rule {rule}: the stream raises {_alerts.Values.Count(alert => alert == rule)} alerts, the replay says {count}");
    }

    private readonly Dictionary<string, string> _alerts = new(StringComparer.Ordinal);

    private void Take(DetectHarness harness)
    {
        foreach (var alert in harness.Alerts())
            _alerts[alert.AlertId] = alert.Facts.RuleId;
    }

    private static RawEnvelope Record(int number, Random random, DateTimeOffset now)
    {
        var operation = random.Next(3) switch { 0 => "HardDelete", 1 => "SoftDelete", _ => "Send" };
        var id = string.Create(CultureInfo.InvariantCulture, $"volume-{number:D8}");
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"CreationTime":"{{now:yyyy-MM-ddTHH:mm:ss}}","Id":"{{id}}","Operation":"{{operation}}","RecordType":2,"ResultStatus":"Succeeded","UserId":"user{{random.Next(4)}}@contoso.example","UserType":0,"Workload":"Exchange","ClientIP":"192.0.2.{{random.Next(3)}}"}""");
        return new RawEnvelope
        {
            Tenant = "contoso",
            Source = Sources.M365Activity,
            Shape = WireShape.ManagementActivity,
            RecordId = id,
            CollectedAt = now,
            Run = "run-1",
            Payload = System.Text.Encoding.UTF8.GetBytes(json),
        };
    }

    private static string Rule(string id, string operation, string extras = "dedupe: 1h") =>
        $"title: {id}\nid: {id}\nname: {id}_name\nlogsource: {{product: auditops}}\ndetection: {{a: {{operation: {operation}}}, condition: a}}\nlevel: low\nauditops: {{{extras}}}\n";

    private static string Correlation(string id, string type, string rest) => $"title: {id}\nid: {id}\nname: {id}_name\ncorrelation: {{type: {type}, {rest}}}\nlevel: high\n";
}
