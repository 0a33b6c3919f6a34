namespace AuditOps.Schemas.Contracts;

/// <summary>What a rule found, before it is an alert.</summary>
public sealed record AlertCandidate
{
    /// <summary>Hash of tenant, rule, group and window: the same finding has the same id however often and in whatever order it is made.</summary>
    public required string AlertId { get; init; }
    public required string RuleId { get; init; }
    public long RuleVersion { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required AlertSeverity Severity { get; init; }

    /// <summary>Sigma tags, ATT&amp;CK among them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What the rule groups by.</summary>
    public IReadOnlyList<NamedValue> Group { get; init; } = [];

    /// <summary>Key of the main actor; empty when several.</summary>
    public required string Actor { get; init; }

    /// <summary>First instant of the window, event time.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>End of the window, exclusive.</summary>
    public required DateTimeOffset WindowEnd { get; init; }

    /// <summary>Event time of the earliest evidence.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>Event time of the latest evidence.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Count and evidence are of the whole window; otherwise of one event alone.</summary>
    public bool Cumulative { get; init; }

    /// <summary>Events that contributed.</summary>
    public long Count { get; init; }

    /// <summary>Contributing events, oldest first; a bounded number.</summary>
    public IReadOnlyList<EvidenceEvent> Evidence { get; init; } = [];

    /// <summary>Conditions that held.</summary>
    public IReadOnlyList<MatchedCondition> Why { get; init; } = [];

    /// <summary>Raw bytes of the first event, cut to a bound.</summary>
    public ReadOnlyMemory<byte> Snapshot { get; init; }

    /// <summary>Found in the history lane: nobody is paged.</summary>
    public bool Historical { get; init; }

    /// <summary>The rule is in testing: shown on demand, nobody is paged.</summary>
    public bool Silent { get; init; }

    /// <summary>What to do, a paragraph.</summary>
    public string? Runbook { get; init; }
}
