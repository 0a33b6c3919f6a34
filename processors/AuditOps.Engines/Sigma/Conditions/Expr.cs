namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>A rule's condition as a tree over tests of fields. Two-valued: a test of a field that is missing is false, and its negation true.</summary>
internal abstract record Expr
{
    public static Expr True { get; } = new ConstantExpr(true);

    public static Expr False { get; } = new ConstantExpr(false);

    /// <summary>All of them; true when there are none.</summary>
    public static Expr All(IReadOnlyList<Expr> operands) => operands.Count == 1 ? operands[0] : operands.Count == 0 ? True : new AllExpr(operands);

    /// <summary>Any of them; false when there are none.</summary>
    public static Expr Any(IReadOnlyList<Expr> operands) => operands.Count == 1 ? operands[0] : operands.Count == 0 ? False : new AnyExpr(operands);

    /// <summary>Every test in it, negated ones too, from left to right; one that stands in several places comes as often.</summary>
    public IEnumerable<FieldExpr> Tests() => this switch
    {
        FieldExpr test => [test],
        NotExpr not => not.Operand.Tests(),
        AllExpr all => all.Operands.SelectMany(static operand => operand.Tests()),
        AnyExpr any => any.Operands.SelectMany(static operand => operand.Tests()),
        _ => [],
    };
}
