namespace AuditOps.Engines.Sigma.Conditions;

internal sealed record ConstantExpr(bool Value) : Expr;
