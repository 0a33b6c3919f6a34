namespace AuditOps.Api.Alerts;

/// <summary>An event that the alert rests on.</summary>
internal sealed record EvidenceItem
{
    public required string EventId { get; init; }
    public required string Source { get; init; }
    public required DateTimeOffset EventTime { get; init; }
    public required string Actor { get; init; }
    public required string Operation { get; init; }
    public required string Outcome { get; init; }
    public string? Ip { get; init; }
    public string? Country { get; init; }
    public string? App { get; init; }
    public string? UserAgent { get; init; }
    public required string Summary { get; init; }

    /// <summary>Address of the whole event in this API.</summary>
    public required string Href { get; init; }
}
