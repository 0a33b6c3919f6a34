namespace AuditOps.Host.Bench;

/// <summary>What <c>bench conservation</c> does.</summary>
internal sealed record ConservationBenchOptions
{
    /// <summary>Rounds in which something was in flight when it was hit; others are void and repeated. Default 10.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>New records a round; repeats, revisions and unreadable lines come on top. Default 3,000.</summary>
    public int Records { get; init; } = 3_000;

    /// <summary>Seed of records, victims and moments. Default: the clock.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Blocks for which ClickHouse remembers insert tokens. Default 5: far fewer than a round writes, so that nothing is right because of the tokens alone.
    /// </summary>
    public int DeduplicationWindow { get; init; } = 5;

    /// <summary>Print one JSON object last.</summary>
    public bool Json { get; init; }
}
