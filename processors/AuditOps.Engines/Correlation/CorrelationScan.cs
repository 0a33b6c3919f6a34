namespace AuditOps.Engines.Correlation;

/// <summary>
/// Finds all triggers of a range at which a correlation holds. Counts and steps slide along with the window, so that a busy group costs one pass; what cannot slide is
/// asked trigger by trigger. The answers are those of <see cref="CorrelationEvaluator.Holds"/>.
/// </summary>
public static class CorrelationScan
{
    /// <param name="plan">The correlation.</param>
    /// <param name="entries">All entries of the group.</param>
    /// <param name="from">The first trigger.</param>
    /// <param name="to">One behind the last.</param>
    public static List<CorrelationHit> Hits(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(entries);
        var hits = new List<CorrelationHit>();
        if (from >= to)
            return hits;
        switch (plan.Kind)
        {
            case CorrelationKind.EventCount when plan.Steps.Count > 1:
                Slide(plan, entries, from, to, entry => (entry.Match.Event.Source, entry.Match.Event.EventId), EqualityComparer<(string, string)>.Default, hits);
                break;
            case CorrelationKind.ValueCount:
                Slide(plan, entries, from, to, entry => CorrelationNumbers.TupleOf(plan, entry.Match), StringComparer.OrdinalIgnoreCase, hits);
                break;
            case CorrelationKind.Temporal:
                SlideSteps(plan, entries, from, to, hits);
                break;
            default:
                for (var i = from; i < to; i++)
                {
                    if (CorrelationEvaluator.Holds(plan, entries, i, out var number))
                        hits.Add(new CorrelationHit(i, number));
                }

                break;
        }

        return hits;
    }

    /// <summary>The number of distinct keys in each window; entries without a key do not count.</summary>
    private static void Slide<TKey>(
        CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to, Func<CorrelationEntry, TKey?> keyOf, IEqualityComparer<TKey> comparer, List<CorrelationHit> hits)
        where TKey : notnull
    {
        var counts = new Dictionary<TKey, int>(comparer);
        var (low, high) = CorrelationEvaluator.Window(plan, entries, from);
        high = low;
        for (var i = from; i < to; i++)
        {
            var (first, end) = CorrelationEvaluator.Window(plan, entries, i);
            for (; high < end; high++)
            {
                if (keyOf(entries[high]) is { } key)
                    counts[key] = counts.GetValueOrDefault(key) + 1;
            }

            for (; low < first; low++)
            {
                if (keyOf(entries[low]) is { } key && --counts[key] == 0)
                    counts.Remove(key);
            }

            if (CorrelationEvaluator.Compare(plan, counts.Count))
                hits.Add(new CorrelationHit(i, counts.Count));
        }
    }

    private static void SlideSteps(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to, List<CorrelationHit> hits)
    {
        Span<int> counts = stackalloc int[plan.Steps.Count];
        Span<bool> seen = stackalloc bool[plan.Steps.Count];
        counts.Clear();
        var (low, high) = CorrelationEvaluator.Window(plan, entries, from);
        high = low;
        for (var i = from; i < to; i++)
        {
            var (first, end) = CorrelationEvaluator.Window(plan, entries, i);
            for (; high < end; high++)
                counts[entries[high].Step]++;
            for (; low < first; low++)
                counts[entries[low].Step]--;
            for (var step = 0; step < seen.Length; step++)
                seen[step] = counts[step] > 0;
            if (CorrelationEvaluator.Temporal(plan, seen, out var number))
                hits.Add(new CorrelationHit(i, number));
        }
    }
}
