namespace AuditOps.Kafka;

/// <summary>The consumer groups of AuditOps. A name is where committed offsets hang: changing one reads its topics again from the start.</summary>
public static class ConsumerGroups
{
    /// <summary>Topology Ingest: raw.v1 and raw-history.v1 to enriched.v1, matches.v1 and candidates on commands.v1.</summary>
    public const string Ingest = "auditops.ingest";

    /// <summary>Topology Correlate: matches.v1 to candidates on commands.v1.</summary>
    public const string Correlate = "auditops.correlate";

    /// <summary>Topology Cases: commands.v1 to alerts.v1, rules.v1 and triage.v1.</summary>
    public const string Cases = "auditops.cases";

    /// <summary>Sink of enriched.v1 into the table <c>events</c>.</summary>
    public const string SinkEvents = "auditops.sink.events";

    /// <summary>Sink of dead-letters.v1 into the table <c>dead_letters</c>.</summary>
    public const string SinkDeadLetters = "auditops.sink.dead-letters";

    /// <summary>Sink of completeness.v1 into the table <c>completeness</c>.</summary>
    public const string SinkCompleteness = "auditops.sink.completeness";

    /// <summary>The collectors: who holds a partition of cursors.v1 collects the feeds whose cursors lie in it. Not in <see cref="All"/>: it reads nothing that could be behind.</summary>
    public const string Collect = "auditops.collect";

    /// <summary>Sink of health.v1 into the table <c>source_health</c>.</summary>
    public const string SinkHealth = "auditops.sink.health";

    /// <summary>Sink of alerts.v1 into the table <c>alerts</c>.</summary>
    public const string SinkAlerts = "auditops.sink.alerts";

    /// <summary>Sink of rules.v1 into the table <c>rule_revisions</c>.</summary>
    public const string SinkRules = "auditops.sink.rules";

    /// <summary>Topology Notify: alerts.v1 to deliveries.v1.</summary>
    public const string Notify = "auditops.notify";

    /// <summary>Worker that sends what is planned on deliveries.v1. Not in <see cref="All"/>: it runs only where targets are configured, and stays at the oldest unfinished delivery.</summary>
    public const string Deliver = "auditops.notify.deliver";

    /// <summary>Before the name of a target that is sent events: the group that reads enriched.v1 for it.</summary>
    public const string NotifyEventsPrefix = "auditops.notify.events.";

    /// <summary>Sink of deliveries.v1 into the table <c>delivery_log</c>.</summary>
    public const string SinkDeliveries = "auditops.sink.deliveries";

    public static IReadOnlyList<string> All { get; } = [Ingest, Correlate, Cases, Notify, SinkDeliveries, SinkEvents, SinkDeadLetters, SinkCompleteness, SinkHealth, SinkAlerts, SinkRules];
}
