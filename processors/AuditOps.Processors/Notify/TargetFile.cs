namespace AuditOps.Processors.Notify;

/// <summary>One target as the file writes it. What is absent keeps the default of <see cref="TargetOptions"/>.</summary>
internal sealed record TargetFile
{
    public string? Name { get; init; }
    public string? Kind { get; init; }
    public bool? Enabled { get; init; }
    public string? Url { get; init; }
    public string? Secret { get; init; }
    public string? PreviousSecret { get; init; }
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }
    public string? Format { get; init; }
    public RouteFile? When { get; init; }
    public string? CaFile { get; init; }
    public double? TimeoutSeconds { get; init; }
    public double? RetryHours { get; init; }
    public int? Concurrency { get; init; }
    public int? PerMinute { get; init; }
    public int? DigestAfter { get; init; }
    public double? DigestMinutes { get; init; }
    public string? Host { get; init; }
    public int? Port { get; init; }
    public bool? Plain { get; init; }
    public int? BatchEvents { get; init; }
    public int? BatchBytes { get; init; }
    public double? BatchSeconds { get; init; }
    public bool? Gzip { get; init; }
    public bool? Raw { get; init; }
    public bool? FromBeginning { get; init; }

    internal sealed record RouteFile
    {
        public string? Severity { get; init; }
        public IReadOnlyList<string?>? Tenants { get; init; }
        public IReadOnlyList<string?>? Rules { get; init; }
        public IReadOnlyList<string?>? On { get; init; }
        public bool Historical { get; init; }
        public bool Testing { get; init; }
    }
}
