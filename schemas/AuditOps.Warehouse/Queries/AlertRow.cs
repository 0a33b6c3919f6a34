using System.Text.Json.Serialization;

namespace AuditOps.Warehouse.Queries;

/// <summary>What a list shows of an alert; names are the columns'. An empty string means absent.</summary>
public record AlertRow
{
    public required string Tenant { get; init; }
    public required string AlertId { get; init; }
    public required long Revision { get; init; }
    public required string Status { get; init; }
    public required string Verdict { get; init; }
    public required string Reason { get; init; }
    public required string Assignee { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public required long Suppressed { get; init; }
    public required string RuleId { get; init; }
    public required long RuleVersion { get; init; }
    public required string Title { get; init; }
    public required string Severity { get; init; }
    public required int SeverityRank { get; init; }
    public required string[] Tags { get; init; }
    public required string[] GroupNames { get; init; }
    public required string[] GroupValues { get; init; }
    public required string ActorKey { get; init; }
    public required DateTimeOffset FirstSeen { get; init; }
    public required DateTimeOffset LastSeen { get; init; }
    public required long EventCount { get; init; }
    public required bool Historical { get; init; }
    public required bool Testing { get; init; }

    [JsonIgnore]
    public AlertKey Key => new(SeverityRank, CreatedAt, Tenant, AlertId);

    /// <summary>The SELECT list that fills this record.</summary>
    internal const string Select =
        "tenant, alert_id, revision, status, verdict, reason, assignee, created_at, updated_at, updated_by, closed_at, suppressed, rule_id, rule_version, title, severity, severity_rank, " +
        "tags, group_names, group_values, actor_key, first_seen, last_seen, event_count, historical, testing";
}
