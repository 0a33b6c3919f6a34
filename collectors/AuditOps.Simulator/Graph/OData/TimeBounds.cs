namespace AuditOps.Simulator.Graph.OData;

/// <summary>The stretch of time that a filter allows; both ends belong to it.</summary>
internal readonly record struct TimeBounds(DateTime From, DateTime To)
{
    public static readonly TimeBounds All = new(DateTime.MinValue, DateTime.MaxValue);

    /// <summary>What the filter's outermost conjunction says about the property.</summary>
    /// <param name="isAll">The bounds are all that the filter says.</param>
    public static TimeBounds Of(ODataNode? filter, string property, out bool isAll)
    {
        switch (filter)
        {
            case null:
                isAll = true;
                return All;
            case AndNode and:
                var left = Of(and.Left, property, out var isLeftAll);
                var right = Of(and.Right, property, out var isRightAll);
                isAll = isLeftAll && isRightAll;
                return new TimeBounds(left.From > right.From ? left.From : right.From, left.To < right.To ? left.To : right.To);
            case CompareNode { Value.Time: { } time } compare when compare.Path == property && compare.Operator != "ne":
                isAll = true;
                return compare.Operator switch
                {
                    "ge" => new(time, DateTime.MaxValue),
                    "gt" => new(time.AddTicks(1), DateTime.MaxValue),
                    "le" => new(DateTime.MinValue, time),
                    "lt" => new(DateTime.MinValue, time.AddTicks(-1)),
                    _ => new(time, time),
                };
            default:
                isAll = false;
                return All;
        }
    }
}
