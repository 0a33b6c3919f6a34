namespace AuditOps.Schemas.Topics;

/// <summary>Names of the topics. What each holds: <see cref="TopicCatalog"/>.</summary>
public static class TopicNames
{
    public const string Raw = "auditops.raw.v1";
    public const string RawHistory = "auditops.raw-history.v1";
    public const string Enriched = "auditops.enriched.v1";
    public const string Matches = "auditops.matches.v1";
    public const string ByIp = "auditops.by-ip.v1";
    public const string Scores = "auditops.scores.v1";
    public const string Commands = "auditops.commands.v1";
    public const string Alerts = "auditops.alerts.v1";
    public const string AlertsOcsf = "auditops.alerts.ocsf.v1";
    public const string Triage = "auditops.triage.v1";
    public const string Posture = "auditops.posture.v1";
    public const string Findings = "auditops.findings.v1";
    public const string Endpoint = "auditops.endpoint.v1";
    public const string Insights = "auditops.insights.v1";
    public const string Rules = "auditops.rules.v1";
    public const string Reference = "auditops.reference.v1";
    public const string Models = "auditops.models.v1";
    public const string Schemas = "auditops.schemas.v1";
    public const string Checkpoints = "auditops.checkpoints.v1";
    public const string Cursors = "auditops.cursors.v1";
    public const string Subscriptions = "auditops.subscriptions.v1";
    public const string Hints = "auditops.hints.v1";
    public const string Health = "auditops.health.v1";
    public const string Completeness = "auditops.completeness.v1";
    public const string Deliveries = "auditops.deliveries.v1";
    public const string Audit = "auditops.audit.v1";
    public const string DeadLetters = "auditops.dead-letters.v1";
    public const string SinkPlan = "auditops.sink-plan.v1";
}
