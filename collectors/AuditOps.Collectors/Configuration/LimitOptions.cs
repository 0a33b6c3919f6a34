namespace AuditOps.Collectors.Configuration;

/// <summary>Request budgets. The defaults stay below what Microsoft publishes for Graph's reports and for the Management Activity API.</summary>
public sealed record LimitOptions
{
    /// <summary>Graph's audit reports: requests a tenant may be asked in 10 s. Default 5 (published: 5 per application and tenant).</summary>
    public int GraphPerTenant { get; init; } = 5;

    /// <summary>Graph's audit reports: requests over all tenants in 10 s. Default 120 (published: 122 per application).</summary>
    public int GraphPerApp { get; init; } = 120;

    /// <summary>Graph's directory (posture): requests a tenant may be asked in 10 s. Default 100; users and groups have far larger budgets than the reports.</summary>
    public int DirectoryPerTenant { get; init; } = 100;

    /// <summary>Management Activity API: requests a tenant may be asked in a minute. Default 1,800 (published baseline: 2,000).</summary>
    public int ManagementPerTenant { get; init; } = 1_800;

    /// <summary>Requests of one tenant that may be under way at once. Default 4.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Answers of all tenants that may be held at once, from the request until they are published: bounds memory. Default 32.</summary>
    public int Held { get; init; } = 32;

    /// <summary>Largest answer in bytes. Default 64 MiB.</summary>
    public int AnswerBytes { get; init; } = 64 << 20;

    /// <summary>Longest time for an answer, its body included. Default 100 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Repeats of a request that failed for a passing reason, before the poll is given up until its next turn. Default 5.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Pause before the first repeat; doubles, with jitter, to <see cref="LongestPause"/>. Default 1 s. A Retry-After of the service goes before it.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Default 1 min.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a service of a tenant is left alone once nine of ten requests in a minute have failed. Default 30 s.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(30);

    public IEnumerable<string> Validate()
    {
        if (GraphPerTenant is < 1 or > 100_000 || GraphPerApp is < 1 or > 100_000 || DirectoryPerTenant is < 1 or > 100_000 || ManagementPerTenant is < 1 or > 1_000_000) yield return "Limits: budgets must be at least 1 and at most 100000 (ManagementPerTenant: 1000000)";
        if (Concurrency is < 1 or > 64) yield return "Limits: Concurrency must lie between 1 and 64";
        if (Held is < 2 or > 1024) yield return "Limits: Held must lie between 2 and 1024";
        if (AnswerBytes is < 1 << 20 or > 512 << 20) yield return "Limits: AnswerBytes must lie between 1 MiB and 512 MiB";
        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(15)) yield return "Limits: Timeout must lie between 1 s and 15 min";
        if (Retries is < 1 or > 20) yield return "Limits: Retries must lie between 1 and 20";
        if (FirstPause < TimeSpan.FromMilliseconds(1) || LongestPause < FirstPause || LongestPause > TimeSpan.FromHours(1)) yield return "Limits: FirstPause must be at least 1 ms, LongestPause between it and 1 h";
        if (CircuitBreak < TimeSpan.FromMilliseconds(500) || CircuitBreak > TimeSpan.FromHours(1)) yield return "Limits: CircuitBreak must lie between 500 ms and 1 h";
    }
}
