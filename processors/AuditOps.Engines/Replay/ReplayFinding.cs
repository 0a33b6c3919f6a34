using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>An alert that rules would have raised over the records of a replay.</summary>
public sealed record ReplayFinding
{
    public required string RuleId { get; init; }

    public required string Title { get; init; }

    public required AlertSeverity Severity { get; init; }

    public required IReadOnlyList<NamedValue> Group { get; init; }

    /// <summary>First instant of the alert's window, event time.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Events that contributed.</summary>
    public required long Count { get; init; }

    /// <summary>Contributing events, oldest first; a bounded number.</summary>
    public required IReadOnlyList<EvidenceEvent> Evidence { get; init; }
}
