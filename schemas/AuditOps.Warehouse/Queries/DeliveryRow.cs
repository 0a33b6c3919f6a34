namespace AuditOps.Warehouse.Queries;

/// <summary>One row of <c>deliveries</c>: a notification as it stands.</summary>
public sealed record DeliveryRow
{
    internal const string Select =
        "tenant, delivery_id, state, target, trigger, alert_id, revision, rule_id, severity, at, planned_at, next_attempt_at, code, message, requested_by, round, attempts";

    public required string Tenant { get; init; }
    public required string DeliveryId { get; init; }

    /// <summary><c>planned</c>, <c>failed</c> (an attempt failed, another follows), <c>delivered</c> or <c>dead</c>.</summary>
    public required string State { get; init; }
    public required string Target { get; init; }

    /// <summary>What happened to the alert: <c>opened</c>, <c>reopened</c>, <c>raised</c>, <c>closed</c>, <c>updated</c>; or <c>test</c>, <c>event</c>.</summary>
    public required string Trigger { get; init; }
    public required string AlertId { get; init; }
    public required long Revision { get; init; }
    public required string RuleId { get; init; }
    public required string Severity { get; init; }

    /// <summary>When it came into this state.</summary>
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Short name of the outcome of the last attempt; empty before one.</summary>
    public required string Code { get; init; }
    public required string Message { get; init; }
    public required string RequestedBy { get; init; }

    /// <summary>0, or a number that grows with each repeat that somebody asked for.</summary>
    public required long Round { get; init; }

    /// <summary>Attempts made in this round.</summary>
    public required int Attempts { get; init; }
}
