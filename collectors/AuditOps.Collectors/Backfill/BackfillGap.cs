namespace AuditOps.Collectors.Backfill;

/// <summary>What a backfill could not collect, and never will.</summary>
/// <param name="Reason">One sentence.</param>
public sealed record BackfillGap(DateTimeOffset From, DateTimeOffset To, string Reason);
