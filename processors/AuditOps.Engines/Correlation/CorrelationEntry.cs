using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Correlation;

/// <summary>One match in a group. Entries are ordered by time, then by event and step, so that a group is the same whatever order its matches came in.</summary>
/// <param name="step">Place of the rule that matched, in the plan that looks at the entry now.</param>
/// <param name="match">The match.</param>
public sealed class CorrelationEntry(int step, Match match)
{
    /// <summary>Place of the rule that matched; a changed plan may have it elsewhere.</summary>
    public int Step { get; set; } = step;

    public Match Match { get; } = match;

    /// <summary>It was the trigger of a window that has been decided.</summary>
    public bool IsDecided { get; set; }

    /// <summary>An alert begins at it from which others are held back, whatever happened before that is forgotten by now.</summary>
    public bool IsAnchor { get; set; }

    /// <summary>When it came, by the clock on the wall, in ticks; 0 where that is not known yet.</summary>
    public long Arrived { get; set; }

    public long Ticks { get; } = match.Event.EventTime.UtcTicks;
}
