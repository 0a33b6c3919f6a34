namespace AuditOps.Engines.Sigma.Model;

/// <summary>What Sigma cannot say and the rule's <c>auditops</c> block says.</summary>
public sealed record RuleExtras
{
    public static RuleExtras None { get; } = new();

    /// <summary>Matches of one group within one tumbling window of this length are one alert; null for the default.</summary>
    public TimeSpan? Dedupe { get; init; }

    /// <summary>The fields whose values make the group of an alert; empty for the default.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>What to do about an alert, for people.</summary>
    public string? Runbook { get; init; }

    /// <summary>After an alert further ones with the same values of these fields are held back; null for none.</summary>
    public RuleSuppression? Suppress { get; init; }

    public IReadOnlyList<RuleException> Exceptions { get; init; } = [];

    /// <summary>Who answers for a filter.</summary>
    public string? Owner { get; init; }

    /// <summary>Why there is a filter.</summary>
    public string? Reason { get; init; }

    /// <summary>From then on a filter no longer counts; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }
}
