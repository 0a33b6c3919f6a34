namespace AuditOps.Api.Rules;

/// <summary>A rule in its newest version.</summary>
internal record RuleItem
{
    public const string Shipped = "shipped";
    public const string Changed = "changed";

    public required string RuleId { get; init; }

    /// <summary>Whose rule it is; _ for all tenants.</summary>
    public required string Tenant { get; init; }

    /// <summary>shipped: as AuditOps brings it; changed: people wrote or changed it.</summary>
    public required string Origin { get; init; }

    /// <summary>Grows with each version; send it with a change. 0 for a rule that nobody has changed.</summary>
    public required long Revision { get; init; }

    /// <summary>draft, testing, enabled or disabled.</summary>
    public required string Status { get; init; }
    public string? Title { get; init; }

    /// <summary>informational, low, medium, high or critical.</summary>
    public string? Level { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>ATT&amp;CK technique ids.</summary>
    public required IReadOnlyList<string> Techniques { get; init; }

    /// <summary>Why this text cannot be used by this version of AuditOps; empty when it can.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
    public string? ChangedBy { get; init; }
    public DateTimeOffset? ChangedAt { get; init; }
    public string? Note { get; init; }
}
