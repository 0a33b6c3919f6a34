namespace AuditOps.Engines.Correlation;

/// <summary>How a correlation compares its number.</summary>
public enum ComparisonOperator
{
    Gt,
    Gte,
    Lt,
    Lte,
    Eq,
    Neq,
}
