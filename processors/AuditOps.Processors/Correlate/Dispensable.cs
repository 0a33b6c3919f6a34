using AuditOps.Engines.Correlation;

namespace AuditOps.Processors.Correlate;

/// <summary>Which entry of a group that has become too large is missed least.</summary>
internal static class Dispensable
{
    public static int In(CorrelationPlan? plan, List<CorrelationEntry> entries)
    {
        if (entries.Count < 2 || plan is null)
            return 0;
        if (plan.Kind == CorrelationKind.NewValue)
            return OldValue(entries);
        return plan.Suppress is { } time ? HeldBack(entries, time) : 0;
    }

    /// <summary>The first entry tells since when the group is known. A value that is forgotten is new once more: rather an alert too many than none any more.</summary>
    private static int OldValue(List<CorrelationEntry> entries)
    {
        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i].IsDecided)
                return i;
        }

        return 1;
    }

    /// <summary>What is only counted on an alert that is told already, not what raised it.</summary>
    private static int HeldBack(List<CorrelationEntry> entries, TimeSpan time)
    {
        var anchor = entries[0].Ticks;
        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i].Ticks < anchor + time.Ticks)
                return i;
            anchor = entries[i].Ticks;
        }

        return 0;
    }
}
