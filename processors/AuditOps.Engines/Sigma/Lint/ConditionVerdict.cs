using AuditOps.Engines.Sigma.Conditions;

namespace AuditOps.Engines.Sigma.Lint;

/// <summary>What is certain about a condition whatever the record: true, false, or null when it depends.</summary>
internal static class ConditionVerdict
{
    /// <param name="expr">The condition.</param>
    /// <param name="leaf">What is certain about a test.</param>
    public static bool? Of(Expr expr, Func<Expr, bool?> leaf) => expr switch
    {
        ConstantExpr constant => constant.Value,
        NotExpr not => !Of(not.Operand, leaf),
        AllExpr all => Together(all.Operands, decides: false, leaf),
        AnyExpr any => Together(any.Operands, decides: true, leaf),
        _ => leaf(expr),
    };

    /// <summary>What a test says of every record that has its field: parts of times have bounds, everything else depends.</summary>
    public static bool? OfTest(Expr expr)
    {
        if (expr is not FieldExpr { Test: CompareTest { Part: { } part } test })
            return null;
        var (least, most) = part switch
        {
            TimePart.Minute => (0, 59),
            TimePart.Hour => (0, 23),
            TimePart.Day => (1, 31),
            TimePart.Week => (1, 53),
            TimePart.Month => (1, 12),
            _ => (1, 9999),
        };
        var possible = test.Operator switch
        {
            CompareOperator.Less => test.Number > least,
            CompareOperator.LessOrEqual => test.Number >= least,
            CompareOperator.Greater => test.Number < most,
            CompareOperator.GreaterOrEqual => test.Number <= most,
            CompareOperator.Equal => test.Number >= least && test.Number <= most && decimal.IsInteger(test.Number),
            _ => true,
        };
        return possible ? null : false;
    }

    private static bool? Together(IReadOnlyList<Expr> operands, bool decides, Func<Expr, bool?> leaf)
    {
        bool? result = !decides;
        foreach (var operand in operands)
        {
            var verdict = Of(operand, leaf);
            if (verdict == decides)
                result = decides;
            else if (verdict is null && result != decides)
                result = null;
        }

        // A search and its own negation: one of them decides.
        if (result is null && operands.OfType<NotExpr>().Any(not => operands.Any(operand => ReferenceEquals(operand, not.Operand))))
            return decides;
        return result;
    }
}
