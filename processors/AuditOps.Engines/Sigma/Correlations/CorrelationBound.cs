namespace AuditOps.Engines.Sigma.Correlations;

/// <summary>One comparison of a correlation's condition.</summary>
/// <param name="Operator">gt, gte, lt, lte, eq or neq.</param>
/// <param name="Value">With what.</param>
public sealed record CorrelationBound(string Operator, decimal Value)
{
    public bool Holds(decimal actual) => Operator switch
    {
        "gt" => actual > Value,
        "gte" => actual >= Value,
        "lt" => actual < Value,
        "lte" => actual <= Value,
        "eq" => actual == Value,
        _ => actual != Value,
    };

    /// <summary>Whether more events can only make it true, never false: then it is decided the moment it holds.</summary>
    public bool IsMonotone => Operator is "gt" or "gte";
}
