using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Turns one <c>field|modifiers: values</c> of a search into its test: any of the values, or all with <c>all</c>; each value may stand for several.</summary>
/// <remarks>One for each document: it counts what the document asks for.</remarks>
internal sealed class ItemReader(SigmaOptions options)
{
    private int _tests;
    private int _regexes;

    /// <summary>Names of the watchlists that the document uses.</summary>
    public SortedSet<string> Placeholders { get; } = new(StringComparer.Ordinal);

    public Expr Read(SigmaEntry entry)
    {
        var names = entry.Key.Split('|');
        var field = names[0].Length == 0 ? null : names[0];
        CheckName(field, entry.Line);
        var modifiers = Modifiers.Read(names.AsSpan(1), entry.Line);
        return Read(field, modifiers, entry.Value, entry.Line);
    }

    /// <summary>A bare value in a list: a keyword.</summary>
    public Expr Keyword(SigmaScalar value) => Read(null, Modifiers.Read([], value.Line), value, value.Line);

    private Expr Read(string? field, Modifiers modifiers, SigmaNode node, int line)
    {
        var values = new ValueReader(options, field is null, modifiers, Placeholders);
        var operands = new List<Expr>();
        var count = 0;
        foreach (var scalar in Scalars(node))
        {
            var tests = values.Read(scalar);
            count += tests.Count;
            if (count > SigmaLimits.Values)
                throw new SigmaSyntaxException(scalar.Line, $"the values multiply to more than {SigmaLimits.Values}.");
            Count(modifiers, tests.Count, scalar.Line);
            var alternatives = new List<Expr>(tests.Count);
            foreach (var test in tests)
                alternatives.Add(Test(field, test, scalar));
            operands.Add(Expr.Any(alternatives));
        }

        if (operands.Count == 0)
        {
            // An empty list asks for nothing, which Sigma reads as null.
            if (field is null || modifiers.Kind != TestKind.Text)
                throw new SigmaSyntaxException(line, "the list of values is empty.");
            operands.Add(new FieldExpr(field, new NullTest()));
        }

        var tree = modifiers.All ? Expr.All(operands) : Expr.Any(operands);
        return modifiers.Negated ? new NotExpr(tree) : tree;
    }

    private void Count(Modifiers modifiers, int tests, int line)
    {
        _tests += tests;
        if (_tests > SigmaLimits.Tests)
            throw new SigmaSyntaxException(line, $"the rule asks more than {SigmaLimits.Tests} questions.");
        if (modifiers.Kind == TestKind.Regex && (_regexes += tests) > SigmaLimits.Regexes)
            throw new SigmaSyntaxException(line, $"the rule has more than {SigmaLimits.Regexes} regular expressions; alternatives can stand in one, or be texts with wildcards.");
    }

    private static Expr Test(string? field, ValueTest test, SigmaScalar scalar)
    {
        if (field is null && test is not (TextTest or RegexTest))
            throw new SigmaSyntaxException(scalar.Line, "this test needs a field name; keywords are texts.");
        return new FieldExpr(field, test);
    }

    private static IEnumerable<SigmaScalar> Scalars(SigmaNode node)
    {
        switch (node)
        {
            case SigmaScalar scalar:
                yield return scalar;
                break;
            case SigmaList list:
                foreach (var item in list.Items)
                    yield return item as SigmaScalar ?? throw new SigmaSyntaxException(item.Line, "a value must be a single value, not a list or a map.");
                break;
            default:
                throw new SigmaSyntaxException(node.Line, "the values of a field must be a value or a list of values, not a map.");
        }
    }

    private static void CheckName(string? field, int line)
    {
        if (field is null)
            return;
        if (field.Length > SigmaLimits.FieldName)
            throw new SigmaSyntaxException(line, $"the field name has {field.Length} characters; the limit is {SigmaLimits.FieldName}.");
        if (field.AsSpan().Count('.') >= SigmaLimits.FieldParts)
            throw new SigmaSyntaxException(line, $"the field name has more than {SigmaLimits.FieldParts} parts.");
        if (field.Contains('[', StringComparison.Ordinal))
            throw new SigmaSyntaxException(line, $"the field '{field}' has an array selector, which Sigma 2 does not define.");
    }
}
