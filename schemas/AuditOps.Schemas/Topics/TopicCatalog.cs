namespace AuditOps.Schemas.Topics;

/// <summary>
/// Every topic of AuditOps: provisioning creates them from here and each role checks at start that they are there.
/// Only the changelogs of state stores are missing; their names follow from the topology (<see cref="Changelog"/>).
/// </summary>
public static class TopicCatalog
{
    /// <summary>Largest record taken in from a source; a larger one becomes a dead letter.</summary>
    public const int MaxRecordBytes = 4 << 20;

    // A record of the largest size, its envelope, and the batch around it.
    private const int RawMessageBytes = MaxRecordBytes + (128 << 10);

    // The record again, its searchable text of at most the same size, and the normalised fields.
    private const int EnrichedMessageBytes = 2 * MaxRecordBytes + (1 << 20);

    /// <summary>What a producer and a consumer must be able to carry.</summary>
    public const int LargestMessageBytes = EnrichedMessageBytes;

    public static IReadOnlyList<TopicSpec> All { get; } =
    [
        Log(TopicNames.Raw, "tenant/recordId", "RawEnvelope, live lane", 7) with { MaxMessageBytes = RawMessageBytes },
        Log(TopicNames.RawHistory, "tenant/recordId", "RawEnvelope, history lane (imports, backfill)", 7) with { MaxMessageBytes = RawMessageBytes },
        Log(TopicNames.Enriched, "tenant/actor", "AuditEvent", 7) with { MaxMessageBytes = EnrichedMessageBytes },
        Log(TopicNames.Matches, "tenant/correlation/group", "Match", 7),
        Log(TopicNames.ByIp, "tenant/ip", "SignInFeatures", 7),
        Log(TopicNames.Scores, "tenant/actor", "AnomalyScore", 7),
        Log(TopicNames.Commands, "tenant/subject", "Command", 7),
        State(TopicNames.Alerts, "tenant/alertId", "Alert", 30),
        Log(TopicNames.AlertsOcsf, "tenant/alertId", "JSON: OCSF Detection Finding", 30),
        State(TopicNames.Triage, "tenant/subject", "triage facts and verdicts of commands", 90),
        Table(TopicNames.Posture, "tenant/kind/objectId", "posture objects and snapshot manifests", partitioned: true),
        State(TopicNames.Findings, "tenant/findingId", "Finding", 90),
        Log(TopicNames.Endpoint, "org/device", "EndpointBatch", 30),
        Log(TopicNames.Insights, "org/device", "Insight", 30),
        Table(TopicNames.Rules, "rule id", "rule documents"),
        Table(TopicNames.Reference, "document id", "reference documents"),
        Table(TopicNames.Models, "model/chunk", "model chunks of 512 KB"),
        Table(TopicNames.Schemas, "fingerprint in hex", "JSON text of an Avro schema"),
        Table(TopicNames.Checkpoints, "tenant/import/run", "checkpoint of an import or a backfill") with { RewrittenOften = true },
        Table(TopicNames.Cursors, "tenant/feed", "where a feed of a tenant stands; its partitions spread the feeds over the collectors", partitioned: true) with { RewrittenOften = true },
        Table(TopicNames.Subscriptions, "tenant/feed/resource", "a change-notification subscription and a hash of its secret"),
        Log(TopicNames.Hints, "tenant/feed", "that a feed has news and should be polled at once", 1) with { Partitioned = false },
        Table(TopicNames.Health, "tenant/source/reporter", "SourceHealth") with { RewrittenOften = true },
        Log(TopicNames.Completeness, "tenant/source", "counters", 30),
        Log(TopicNames.Deliveries, "tenant/deliveryId", "notification log", 30),
        Log(TopicNames.Audit, "tenant/id", "who did what in AuditOps", 30),
        Log(TopicNames.DeadLetters, "key of the original record", "DeadLetter", 30),
        Table(TopicNames.SinkPlan, "sink/partition", "plan of a sink's batch") with { RewrittenOften = true },
    ];

    /// <exception cref="ArgumentException">No topic of that name is in the catalog.</exception>
    public static TopicSpec Get(string name)
    {
        foreach (var topic in All)
        {
            if (string.Equals(topic.Name, name, StringComparison.Ordinal))
                return topic;
        }

        throw new ArgumentException($"Topic '{name}' is not in the catalog.", nameof(name));
    }

    /// <summary>The changelog of a state store. Windowed stores give their retention: Kafka then also deletes what no window can reach.</summary>
    public static TopicSpec Changelog(string topology, string store, TimeSpan? windowRetention = null) => new()
    {
        Name = $"auditops.{topology}.{store}.changelog",
        Key = "store key",
        Value = "store value or tombstone",
        Partitioned = true,
        Cleanup = windowRetention is null ? TopicCleanup.Compact : TopicCleanup.CompactAndDelete,
        Retention = windowRetention,
    };

    private static TopicSpec Log(string name, string key, string value, int days) => new()
    {
        Name = name,
        Key = key,
        Value = value,
        Partitioned = true,
        Cleanup = TopicCleanup.Delete,
        Retention = TimeSpan.FromDays(days),
    };

    private static TopicSpec State(string name, string key, string value, int days) =>
        Log(name, key, value, days) with { Cleanup = TopicCleanup.CompactAndDelete };

    private static TopicSpec Table(string name, string key, string value, bool partitioned = false) => new()
    {
        Name = name,
        Key = key,
        Value = value,
        Partitioned = partitioned,
        Cleanup = TopicCleanup.Compact,
    };
}
