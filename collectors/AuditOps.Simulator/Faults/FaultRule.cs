namespace AuditOps.Simulator;

/// <summary>A fault that was asked for.</summary>
public sealed record FaultRule
{
    public required FaultKind Kind { get; init; }

    /// <summary>Only calls of this tenant; null = of all.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only calls whose path contains it, without case; null = all.</summary>
    public string? Path { get; init; }

    /// <summary>Share of the calls that are hit, 0 to 1. Default 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>How many calls are hit before the rule is spent; null = no end.</summary>
    public int? Count { get; init; }

    /// <summary>What Retry-After says. Default 1 s.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>How long a slow body takes. Default 1,000 ms.</summary>
    public int DelayMilliseconds { get; init; } = 1_000;
}
