namespace AuditOps.Host.Bench;

/// <summary>What <c>auditops bench detection</c> measures.</summary>
internal sealed record DetectionBenchOptions
{
    /// <summary>Folder with <c>panther-analysis</c> and <c>otrf-security-datasets</c>; null for the published test data.</summary>
    public string? Data { get; init; }

    /// <summary>Folder of rules; null for the shipped pack.</summary>
    public string? Rules { get; init; }

    /// <summary>Print one JSON object last.</summary>
    public bool Json { get; init; }
}
