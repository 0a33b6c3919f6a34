namespace AuditOps.Schemas.Contracts;

/// <summary>The state of an alert. Value of auditops.alerts.v1, key tenant/alertId; the highest revision holds.</summary>
public sealed record Alert
{
    public required string Tenant { get; init; }
    public required string AlertId { get; init; }

    /// <summary>Grows by one with each change.</summary>
    public long Revision { get; init; }
    public required AlertStatus Status { get; init; }

    /// <summary>OCSF verdict, for example true_positive.</summary>
    public string? Verdict { get; init; }

    /// <summary>Why it was closed.</summary>
    public string? Reason { get; init; }
    public string? Assignee { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Contributing events that came after it was closed as a false positive.</summary>
    public long Suppressed { get; init; }

    /// <summary>All candidates of this alert, merged.</summary>
    public required AlertCandidate Facts { get; init; }

    /// <summary>Oldest first; a bounded number.</summary>
    public IReadOnlyList<AlertChange> History { get; init; } = [];
}
