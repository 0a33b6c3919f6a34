namespace AuditOps.Engines.Sigma.Conditions;

internal sealed record AnyExpr(IReadOnlyList<Expr> Operands) : Expr;
