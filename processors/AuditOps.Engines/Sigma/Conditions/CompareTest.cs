namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The value, or a part of it as a time, stands in this order to the number.</summary>
internal sealed record CompareTest(CompareOperator Operator, decimal Number, TimePart? Part) : ValueTest;
