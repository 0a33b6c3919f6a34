namespace AuditOps.Collectors.Backfill;

/// <summary>What a backfill has done, in this process.</summary>
public sealed record BackfillReport(string RunId, bool Interrupted, IReadOnlyList<BackfillFeed> Feeds)
{
    public bool IsComplete => !Interrupted && Feeds.All(feed => feed.Failure is null);
}
