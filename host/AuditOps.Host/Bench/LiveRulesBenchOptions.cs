namespace AuditOps.Host.Bench;

/// <summary>What <c>bench live</c> measures.</summary>
internal sealed record LiveRulesBenchOptions
{
    /// <summary>Generated rules in force for all tenants beside the shipped ones. Default 3,000.</summary>
    public int Rules { get; init; } = 3_000;

    /// <summary>Versions of one rule that are published one after the other. Default 20.</summary>
    public int Changes { get; init; } = 20;

    /// <summary>Events a second that tell which version judged them. Default 200.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>Seed of the generated rules and events. Default 7.</summary>
    public int Seed { get; init; } = 7;

    /// <summary>Print one JSON object last.</summary>
    public bool Json { get; init; }
}
