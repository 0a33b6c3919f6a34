namespace AuditOps.Host.Bench;

/// <summary>What <c>auditops bench detection</c> measures.</summary>
internal sealed record DetectionBenchOptions
{
    /// <summary>Folder with <c>panther-analysis</c> and <c>otrf-security-datasets</c>; null for the published test data.</summary>
    public string? Data { get; init; }

    /// <summary>Folder of rules; null for the shipped pack.</summary>
    public string? Rules { get; init; }

    /// <summary>Days of quiet time for each seed; 0 leaves it out. Needs the folder of the rules with their records.</summary>
    public int QuietDays { get; init; }

    /// <summary>Which seeds the quiet time is played with: <c>dev</c>, on which rules may be tuned, <c>held-out</c>, which are only ever measured, or <c>both</c>.</summary>
    public string Seeds { get; init; } = "both";

    /// <summary>Print one JSON object last.</summary>
    public bool Json { get; init; }
}
