namespace AuditOps.Api.Events;

/// <summary>An event as the API shows it. What the source did not say is left out.</summary>
internal record EventItem
{
    public required string Tenant { get; init; }
    public required string Source { get; init; }
    public required string EventId { get; init; }
    public required DateTimeOffset EventTime { get; init; }
    public DateTimeOffset? AvailableAt { get; init; }
    public required DateTimeOffset CollectedAt { get; init; }
    public required string Workload { get; init; }
    public required string Category { get; init; }
    public required IReadOnlyList<string> EcsCategories { get; init; }
    public required string Operation { get; init; }
    public string? RecordType { get; init; }
    public required string Outcome { get; init; }
    public string? ResultCode { get; init; }
    public string? ResultReason { get; init; }
    public required string Summary { get; init; }
    public required ActorItem Actor { get; init; }
    public required IReadOnlyList<TargetItem> Targets { get; init; }
    public string? Ip { get; init; }
    public int? Port { get; init; }
    public string? ClientAddress { get; init; }
    public GeoItem? Geo { get; init; }
    public string? UserAgent { get; init; }
    public AppItem? App { get; init; }
    public AppItem? Resource { get; init; }
    public DeviceItem? Device { get; init; }
    public string? SessionId { get; init; }
    public string? CorrelationId { get; init; }
    public string? OrganizationId { get; init; }
    public required IReadOnlyList<ChangeItem> Changes { get; init; }
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
    public required IReadOnlyList<string> Flags { get; init; }
    public required string Run { get; init; }
    public required string WireShape { get; init; }
    public required string ContentHash { get; init; }
}
