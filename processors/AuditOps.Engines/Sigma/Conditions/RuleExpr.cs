namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>In the condition of a correlation: the rule at this place of its list has matched.</summary>
internal sealed record RuleExpr(int Rule) : Expr;
