namespace AuditOps.Engines.Correlation;

/// <summary>
/// Decides whether a correlation holds at one of its matches, the trigger. The answer depends on the set of matches in the trigger's window alone, never on the order in
/// which they came: a window is <c>(t - timespan, t]</c> in event time (for <see cref="CorrelationKind.Absence"/> <c>[t, t + timespan]</c>), and equal times are one time.
/// </summary>
public static class CorrelationEvaluator
{
    /// <summary>The entries of the window whose trigger stands at <paramref name="trigger"/>: from the first, to one behind the last.</summary>
    public static (int From, int To) Window(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int trigger)
    {
        var at = entries[trigger].Ticks;
        return plan.Kind == CorrelationKind.Absence
            ? (FirstAt(entries, at), FirstAt(entries, at + plan.Timespan.Ticks + 1))
            : (FirstAt(entries, at - plan.Timespan.Ticks + 1), FirstAt(entries, at + 1));
    }

    /// <summary>Whether the correlation holds at the trigger, and the number it found.</summary>
    public static bool Holds(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int trigger, out double number)
    {
        var (from, to) = Window(plan, entries, trigger);
        number = double.NaN;
        switch (plan.Kind)
        {
            case CorrelationKind.EventCount:
                number = CorrelationNumbers.EventCount(entries, from, to, plan.Steps.Count);
                return Compare(plan, number);
            case CorrelationKind.ValueCount:
                number = CorrelationNumbers.ValueCount(plan, entries, from, to);
                return Compare(plan, number);
            case CorrelationKind.Temporal:
                return Temporal(plan, entries, from, to, out number);
            case CorrelationKind.TemporalOrdered:
                number = plan.Steps.Count;
                return Ordered(plan, entries, from, to);
            case CorrelationKind.ValueSum or CorrelationKind.ValueAvg or CorrelationKind.ValuePercentile or CorrelationKind.ValueMedian:
                return Numeric(plan, CorrelationNumbers.Numbers(plan, entries, from, to), out number);
            case CorrelationKind.DecayingSum:
                number = CorrelationNumbers.DecayingSum(plan, entries, from, to, trigger);
                return Compare(plan, number);
            case CorrelationKind.NewValue:
                number = 1;
                return IsNew(plan, entries, trigger);
            case CorrelationKind.Ratio:
                return Ratio(plan, entries, from, to, out number);
            case CorrelationKind.Absence:
                number = 0;
                return entries[trigger].Step == 0 && !AnyOther(entries, from, to);
            default:
                throw new InvalidOperationException($"no such correlation: {plan.Kind}");
        }
    }

    /// <summary>The first entry at or after a time.</summary>
    public static int FirstAt(IReadOnlyList<CorrelationEntry> entries, long ticks)
    {
        var low = 0;
        var high = entries.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (entries[middle].Ticks < ticks)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    internal static bool Compare(CorrelationPlan plan, double number)
    {
        foreach (var condition in plan.Conditions)
        {
            if (!condition.Holds(number))
                return false;
        }

        return true;
    }

    private static bool Temporal(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to, out double number)
    {
        Span<bool> seen = stackalloc bool[plan.Steps.Count];
        seen.Clear();
        for (var i = from; i < to; i++)
            seen[entries[i].Step] = true;
        return Temporal(plan, seen, out number);
    }

    /// <param name="plan">The correlation.</param>
    /// <param name="seen">Whether each step matched in the window.</param>
    /// <param name="number">How many did.</param>
    internal static bool Temporal(CorrelationPlan plan, ReadOnlySpan<bool> seen, out double number)
    {
        number = seen.Count(true);
        if (plan.Expression is { } expression)
            return expression.Holds(seen);
        return plan.Conditions.Count == 0 ? number >= plan.Steps.Count : Compare(plan, number);
    }

    // The earliest possible match of each step leaves the most room for the next one.
    private static bool Ordered(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to)
    {
        var after = from < to ? entries[from].Ticks : 0;
        for (var step = 0; step < plan.Steps.Count; step++)
        {
            var at = FirstAt(entries, after);
            while (at < to && entries[at].Step != step)
                at++;
            if (at >= to)
                return false;
            after = entries[at].Ticks;
        }

        return true;
    }

    private static bool Numeric(CorrelationPlan plan, List<double> numbers, out double number)
    {
        number = double.NaN;
        if (numbers.Count == 0)
            return false;
        number = plan.Kind switch
        {
            CorrelationKind.ValueSum => numbers.Sum(),
            CorrelationKind.ValueAvg => numbers.Average(),
            CorrelationKind.ValueMedian => (numbers[(numbers.Count - 1) / 2] + numbers[numbers.Count / 2]) / 2,
            _ => numbers[Math.Clamp((int)Math.Ceiling(plan.Percentile / 100 * numbers.Count) - 1, 0, numbers.Count - 1)],
        };
        return Compare(plan, number);
    }

    private static bool IsNew(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int trigger)
    {
        var entry = entries[trigger];
        if (CorrelationNumbers.TupleOf(plan, entry.Match) is not { } value || entry.Ticks - entries[0].Ticks < plan.Learning.Ticks)
            return false;
        for (var i = trigger - 1; i >= 0 && entry.Ticks - entries[i].Ticks < plan.Timespan.Ticks; i--)
        {
            if (string.Equals(CorrelationNumbers.TupleOf(plan, entries[i].Match), value, StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }

    private static bool Ratio(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to, out double number)
    {
        double counted = 0;
        double others = 0;
        for (var i = from; i < to; i++)
        {
            if (entries[i].Step == 0)
                counted++;
            else
                others++;
        }

        number = others == 0 ? double.PositiveInfinity : counted / others;
        return counted >= plan.MinCount && Compare(plan, number);
    }

    private static bool AnyOther(IReadOnlyList<CorrelationEntry> entries, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (entries[i].Step != 0)
                return true;
        }

        return false;
    }
}
