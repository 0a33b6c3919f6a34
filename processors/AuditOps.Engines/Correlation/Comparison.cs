namespace AuditOps.Engines.Correlation;

/// <summary>One half of a correlation's condition, for example <c>gte: 10</c>.</summary>
public readonly record struct Comparison(ComparisonOperator Operator, double Value)
{
    /// <summary>Once true it stays true as events are added to a count.</summary>
    public bool IsMonotone => Operator is ComparisonOperator.Gt or ComparisonOperator.Gte;

    public bool Holds(double number) => Operator switch
    {
        ComparisonOperator.Gt => number > Value,
        ComparisonOperator.Gte => number >= Value,
        ComparisonOperator.Lt => number < Value,
        ComparisonOperator.Lte => number <= Value,
        ComparisonOperator.Eq => number.Equals(Value),
        ComparisonOperator.Neq => !number.Equals(Value),
        _ => throw new InvalidOperationException($"no such comparison: {Operator}"),
    };
}
