namespace AuditOps.Host.Bench;

/// <summary>Options of <c>bench collect</c>.</summary>
internal sealed record CollectBenchOptions
{
    /// <summary>Management records of the backlog. Default 1 million, spread over seven days; 0 leaves this part out.</summary>
    public int Records { get; init; } = 1_000_000;

    /// <summary>Tenants of the idle part, all sources each. Default 200; 0 leaves it out.</summary>
    public int IdleTenants { get; init; } = 200;

    /// <summary>How long the idle cost is measured, in seconds. Default 60.</summary>
    public int IdleSeconds { get; init; } = 60;

    /// <summary>Records of the tenant that is drained beside a throttled one, and once without it. Default 400,000; 0 leaves it out.</summary>
    public int ThrottledRecords { get; init; } = 400_000;
}
