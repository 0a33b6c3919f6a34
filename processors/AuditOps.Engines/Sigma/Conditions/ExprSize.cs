namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>How many tests a condition has; a part that stands in several places counts in each, as it does when it is compiled.</summary>
internal static class ExprSize
{
    public static long Of(Expr expr) => Of(expr, new Dictionary<Expr, long>(ReferenceEqualityComparer.Instance));

    private static long Of(Expr expr, Dictionary<Expr, long> known)
    {
        if (expr is FieldExpr)
            return 1;
        if (known.TryGetValue(expr, out var size))
            return size;
        size = expr switch
        {
            NotExpr not => Of(not.Operand, known),
            AllExpr all => Sum(all.Operands, known),
            AnyExpr any => Sum(any.Operands, known),
            _ => 1,
        };
        known.Add(expr, size);
        return size;
    }

    private static long Sum(IReadOnlyList<Expr> operands, Dictionary<Expr, long> known)
    {
        long sum = 0;
        foreach (var operand in operands)
            sum += Of(operand, known);
        return sum;
    }
}
