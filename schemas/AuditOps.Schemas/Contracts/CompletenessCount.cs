namespace AuditOps.Schemas.Contracts;

/// <summary>
/// What one stage did with records of one tenant, source and hour since its last count. Value of <c>auditops.completeness.v1</c>, key
/// <c>tenant/source</c>. Every number is an increment and is published in the transaction of the work it counts, so the sum of all counts is exact.
/// </summary>
public sealed record CompletenessCount
{
    public required string Tenant { get; init; }

    /// <summary>Logical source; <see cref="Sources.Other"/> where it cannot be known.</summary>
    public required string Source { get; init; }

    /// <summary>Start of the hour of collection: the only hour that every stage knows. See <see cref="HourOf"/>.</summary>
    public required DateTimeOffset Hour { get; init; }

    public required CompletenessStage Stage { get; init; }

    /// <summary>Records read from the source (import, collect).</summary>
    public long Collected { get; init; }

    /// <summary>Records put on a raw topic (import, collect).</summary>
    public long Published { get; init; }

    /// <summary>Records that ingest passed on, revisions included.</summary>
    public long Admitted { get; init; }

    /// <summary>Records dropped because the same content was there already: within the run (import, collect) or in the dedupe index (ingest).</summary>
    public long Duplicates { get; init; }

    /// <summary>Of the admitted, those that are new content of a known id.</summary>
    public long Revisions { get; init; }

    /// <summary>Records that the stage turned into a dead letter.</summary>
    public long DeadLettered { get; init; }

    /// <summary>Events put into their table (sink).</summary>
    public long Stored { get; init; }

    /// <summary>Dead letters put into their table (sink).</summary>
    public long LettersStored { get; init; }

    /// <summary>Ids that the dedupe index forgot before their time (ingest); their repeats pass as new.</summary>
    public long Evicted { get; init; }

    /// <summary>
    /// Records that their topic deleted before they were stored (sink). Whose and of which hour is known of records in a plan; others are counted under tenant
    /// <see cref="SourceHealth.Installation"/> and the name of the sink, at most so many, in the hour in which it was noticed.
    /// </summary>
    public long Expired { get; init; }

    /// <summary>When it was counted.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The hour under which a record is counted.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset collectedAt) => new(collectedAt.UtcTicks - collectedAt.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
}
