namespace AuditOps.Api.Alerts;

/// <summary>An alert in a list.</summary>
internal record AlertItem
{
    public required string AlertId { get; init; }
    public required string Tenant { get; init; }

    /// <summary>Grows with each change; send it with a change, and nobody's work is overwritten unseen.</summary>
    public required long Revision { get; init; }
    public required string Title { get; init; }

    /// <summary>informational, low, medium, high or critical.</summary>
    public required string Severity { get; init; }

    /// <summary>open, acknowledged, resolved or false_positive.</summary>
    public required string Status { get; init; }
    public string? Verdict { get; init; }
    public string? Reason { get; init; }
    public string? Assignee { get; init; }
    public required string RuleId { get; init; }
    public required long RuleVersion { get; init; }

    /// <summary>Key of the main actor; absent when there are several.</summary>
    public string? Actor { get; init; }
    public required IReadOnlyList<FieldValue> Group { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>ATT&amp;CK technique ids.</summary>
    public required IReadOnlyList<string> Techniques { get; init; }
    public required long EventCount { get; init; }

    /// <summary>Events that came after it was closed as a false positive.</summary>
    public required long Suppressed { get; init; }

    /// <summary>Event time, as last_seen.</summary>
    public required DateTimeOffset FirstSeen { get; init; }
    public required DateTimeOffset LastSeen { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required string UpdatedBy { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Found in an import or a backfill.</summary>
    public required bool Historical { get; init; }

    /// <summary>The rule is in testing.</summary>
    public required bool Testing { get; init; }
}
