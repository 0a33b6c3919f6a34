namespace AuditOps.Engines.Correlation;

/// <summary>By time, then by event and rule: the order of a group's entries.</summary>
public sealed class CorrelationOrder : IComparer<CorrelationEntry>
{
    public static CorrelationOrder Instance { get; } = new();

    public int Compare(CorrelationEntry? x, CorrelationEntry? y)
    {
        if (x is null || y is null)
            return x is null ? y is null ? 0 : -1 : 1;
        var order = x.Ticks.CompareTo(y.Ticks);
        if (order == 0)
            order = string.CompareOrdinal(x.Match.Event.EventId, y.Match.Event.EventId);
        if (order == 0)
            order = string.CompareOrdinal(x.Match.Event.Source, y.Match.Event.Source);
        return order == 0 ? string.CompareOrdinal(x.Match.Step, y.Match.Step) : order;
    }
}
