using AuditOps.Engines.Alerts;

namespace AuditOps.Engines.Correlation;

/// <summary>The hits of a group that are one alert.</summary>
/// <param name="Window">Start of the tumbling window that the alert's id is made of, in ticks.</param>
/// <param name="Start">Where the alert begins to gather, in ticks.</param>
/// <param name="Anchor">Place of the entry that raises it; -1 where windows stand still.</param>
/// <param name="Hits">The triggers, oldest first.</param>
public sealed record AlertSpan(long Window, long Start, int Anchor, List<CorrelationHit> Hits)
{
    /// <summary>
    /// Cuts hits into alerts. Without suppression an alert is a tumbling window. With it, the first hit raises an alert and those within the time after it are held back:
    /// counted on that alert; the first one after that raises the next. As anchors are never nearer than that time, no two of them share a tumbling window of its length.
    /// </summary>
    /// <param name="plan">The correlation.</param>
    /// <param name="entries">All entries of the group.</param>
    /// <param name="hits">Its triggers, oldest first.</param>
    public static List<AlertSpan> Cut(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, List<CorrelationHit> hits)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(hits);
        var spans = new List<AlertSpan>();
        // What stands before a known anchor came too late to raise an alert of its own next to it.
        var known = plan.Suppress is null ? -1 : hits.FindIndex(hit => entries[hit.Trigger].IsAnchor);
        foreach (var hit in hits)
        {
            if (spans.Count > 0 && !Begins(plan, spans[^1], entries[hit.Trigger]))
            {
                spans[^1].Hits.Add(hit);
                continue;
            }

            var anchor = spans.Count == 0 && known > 0 ? hits[known].Trigger : hit.Trigger;
            var window = AlertIds.WindowStart(entries[anchor].Match.Event.EventTime, plan.AlertWindow).UtcTicks;
            spans.Add(plan.Suppress is null ? new AlertSpan(window, window, -1, [hit]) : new AlertSpan(window, entries[anchor].Ticks, anchor, [hit]));
        }

        return spans;
    }

    private static bool Begins(CorrelationPlan plan, AlertSpan last, CorrelationEntry entry) => entry.Ticks >= last.Start + plan.AlertWindow.Ticks;
}
