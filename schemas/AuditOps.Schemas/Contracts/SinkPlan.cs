namespace AuditOps.Schemas.Contracts;

/// <summary>
/// One batch of a sink, committed before its insert so that whoever comes after a crash repeats exactly it. Value of <c>auditops.sink-plan.v1</c>; the same
/// plan lies under the key <c>sink/partition</c> of each of its partitions.
/// </summary>
public sealed record SinkPlan
{
    public required string Sink { get; init; }
    public required string Topic { get; init; }

    /// <summary>The insert's deduplication token.</summary>
    public required string Token { get; init; }

    /// <summary>By partition, ascending: the order of the batch's rows.</summary>
    public required IReadOnlyList<SinkRange> Ranges { get; init; }

    /// <summary>Records in all ranges together: fewer are found when some have expired.</summary>
    public required int Records { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>Whose records they are, should they expire before they are stored; together as many as <see cref="Records"/>. None in plans of version 1.</summary>
    public IReadOnlyList<SinkPlanCount> Counts { get; init; } = [];

    /// <summary>The inserts into which the batch is divided since it was refused as a whole, in its order; none while it is one insert.</summary>
    public IReadOnlyList<SinkPiece> Pieces { get; init; } = [];
}
