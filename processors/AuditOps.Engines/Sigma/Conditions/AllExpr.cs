namespace AuditOps.Engines.Sigma.Conditions;

internal sealed record AllExpr(IReadOnlyList<Expr> Operands) : Expr;
