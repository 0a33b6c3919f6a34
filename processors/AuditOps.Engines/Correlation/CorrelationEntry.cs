using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Correlation;

/// <summary>One match in a group. Entries are ordered by time, then by event and step, so that a group is the same whatever order its matches came in.</summary>
/// <param name="Step">Number of the rule that matched.</param>
/// <param name="Match">The match.</param>
public sealed record CorrelationEntry(int Step, Match Match)
{
    /// <summary>It was the trigger of a window that has been decided.</summary>
    public bool IsDecided { get; set; }

    public long Ticks { get; } = Match.Event.EventTime.UtcTicks;
}
