namespace AuditOps.Engines.Sigma.Conditions;

internal sealed record NotExpr(Expr Operand) : Expr;
