using AuditOps.Engines.Correlation;

namespace AuditOps.Processors.Correlate;

/// <summary>
/// Of a group that watches for new values only the ends matter. A sighting with an earlier and a later one of the same value, themselves nearer than the time span, can be
/// left out: it is not new because of the earlier, and whatever comes after has the later. So a group grows with its values and not with its events, and the answers stay
/// the same in whatever order sightings come.
/// </summary>
internal static class NewValueEntries
{
    /// <summary>Whether a sighting need not be kept at that place of the group.</summary>
    public static bool IsNeedless(CorrelationPlan plan, List<CorrelationEntry> entries, CorrelationEntry entry, int place)
    {
        // The first entry of all tells since when the group is known.
        if (place == 0)
            return false;
        if (CorrelationNumbers.TupleOf(plan, entry.Match) is not { } value)
            return true;
        var before = Before(plan, entries, place, value);
        var after = After(plan, entries, place, value);
        return before >= 0 && after >= 0 && entries[after].Ticks - entries[before].Ticks < plan.Timespan.Ticks;
    }

    /// <summary>What a new entry makes needless: the places of its neighbours of the same value, the later first.</summary>
    public static IEnumerable<CorrelationEntry> MadeNeedless(CorrelationPlan plan, List<CorrelationEntry> entries, int place)
    {
        if (CorrelationNumbers.TupleOf(plan, entries[place].Match) is not { } value)
            yield break;
        var before = Before(plan, entries, place, value);
        var after = After(plan, entries, place + 1, value);
        var neighbours = (Before: before >= 0 ? entries[before] : null, After: after >= 0 ? entries[after] : null);
        if (neighbours.Before is { } earlier && IsBetween(plan, entries, earlier, value))
            yield return earlier;
        if (neighbours.After is { } later && IsBetween(plan, entries, later, value))
            yield return later;
    }

    private static bool IsBetween(CorrelationPlan plan, List<CorrelationEntry> entries, CorrelationEntry entry, string value)
    {
        var place = entries.BinarySearch(entry, CorrelationOrder.Instance);
        var before = Before(plan, entries, place, value);
        var after = After(plan, entries, place + 1, value);
        return before >= 0 && after >= 0 && entries[after].Ticks - entries[before].Ticks < plan.Timespan.Ticks;
    }

    private static int Before(CorrelationPlan plan, List<CorrelationEntry> entries, int place, string value)
    {
        for (var i = place - 1; i >= 0; i--)
        {
            if (Is(plan, entries[i], value))
                return i;
        }

        return -1;
    }

    private static int After(CorrelationPlan plan, List<CorrelationEntry> entries, int place, string value)
    {
        for (var i = place; i < entries.Count; i++)
        {
            if (Is(plan, entries[i], value))
                return i;
        }

        return -1;
    }

    private static bool Is(CorrelationPlan plan, CorrelationEntry entry, string value) =>
        string.Equals(CorrelationNumbers.TupleOf(plan, entry.Match), value, StringComparison.OrdinalIgnoreCase);
}
