namespace AuditOps.Collectors.Backfill;

/// <summary>What became of one feed.</summary>
/// <param name="Failure">Null when its stretch was read to the end.</param>
/// <param name="Gaps">Of its cursor: what the service no longer had.</param>
public sealed record BackfillFeed(string Tenant, string Feed, long Published, long Gaps, DateTimeOffset CoveredTo, string? Failure)
{
    /// <summary>The newest of the gaps.</summary>
    public IReadOnlyList<BackfillGap> Missing { get; init; } = [];
}
