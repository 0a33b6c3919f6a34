namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>
/// Sigma's condition language: <c>or</c> binds weakest, then <c>and</c>, then <c>not</c>, then <c>1 of</c> / <c>any of</c> / <c>all of</c>, then brackets.
/// Words are lower case. A name that no search has is an error, as is an <c>all of</c> that finds nothing: both would be holes nobody sees.
/// </summary>
internal sealed class ConditionParser
{
    private readonly List<ConditionToken> _tokens;
    private readonly IReadOnlyDictionary<string, Expr> _searches;
    private readonly int _line;
    private readonly HashSet<string>? _used;
    private int _at;
    private int _depth;
    private int _found;

    private ConditionParser(string condition, IReadOnlyDictionary<string, Expr> searches, int line, HashSet<string>? used)
    {
        _tokens = ConditionTokens.Read(condition, line);
        _searches = searches;
        _line = line;
        _used = used;
    }

    private ConditionToken Next => _at < _tokens.Count ? _tokens[_at] : new ConditionToken(string.Empty, 0);

    /// <param name="condition">The text.</param>
    /// <param name="searches">What each name stands for.</param>
    /// <param name="line">Where it stands in the file.</param>
    /// <param name="used">Collects the names that the condition reaches.</param>
    /// <exception cref="SigmaSyntaxException">Not a condition over these names.</exception>
    public static Expr Parse(string condition, IReadOnlyDictionary<string, Expr> searches, int line, HashSet<string>? used = null)
    {
        var parser = new ConditionParser(condition, searches, line, used);
        if (parser._tokens.Count == 0)
            throw new SigmaSyntaxException(line, "the condition is empty.");
        var tree = parser.Or();
        return parser._at == parser._tokens.Count ? tree : throw parser.Unexpected("'and', 'or' or the end");
    }

    private Expr Or()
    {
        var operands = new List<Expr> { And() };
        while (Take("or"))
            operands.Add(And());
        return Expr.Any(operands);
    }

    private Expr And()
    {
        var operands = new List<Expr> { Not() };
        while (Take("and"))
            operands.Add(Not());
        return Expr.All(operands);
    }

    private Expr Not()
    {
        if (++_depth > SigmaLimits.ConditionDepth)
            throw new SigmaSyntaxException(_line, $"the condition nests deeper than {SigmaLimits.ConditionDepth} levels.");
        var tree = Take("not") ? new NotExpr(Not()) : Operand();
        _depth--;
        return tree;
    }

    private Expr Operand()
    {
        if (Take("("))
        {
            var tree = Or();
            return Take(")") ? tree : throw Unexpected("')'");
        }

        var token = Next;
        if (!token.IsWord || token.Text is "and" or "or" or "not" or "of")
            throw Unexpected("a search name, 'not' or '('");
        _at++;
        if (Next.Text == "of")
        {
            _at++;
            return Quantified(token);
        }

        if (!_searches.TryGetValue(token.Text, out var search))
        {
            var hint = token.Text is "AND" or "OR" or "NOT" ? " (operators are written in lower case)" : string.Empty;
            throw new SigmaSyntaxException(_line, $"the condition names '{token.Text}', which is no search of the rule{hint}.");
        }

        _used?.Add(token.Text);
        return search;
    }

    private Expr Quantified(ConditionToken quantifier)
    {
        var all = quantifier.Text switch
        {
            "all" => true,
            "1" or "any" => false,
            _ => throw new SigmaSyntaxException(_line, $"the condition says '{quantifier.Text} of'; only '1 of', 'any of' and 'all of' exist."),
        };
        var pattern = Next;
        if (!pattern.IsWord)
            throw Unexpected("a name pattern or 'them'");
        _at++;
        var found = new List<Expr>();
        foreach (var (name, search) in _searches)
        {
            if (!Names(pattern.Text, name))
                continue;
            _used?.Add(name);
            found.Add(search);
            if (++_found > SigmaLimits.Tests)
                throw new SigmaSyntaxException(_line, $"the patterns of the condition find more than {SigmaLimits.Tests} searches.");
        }

        if (found.Count == 0 && all)
            throw new SigmaSyntaxException(_line, $"the condition says 'all of {pattern.Text}', but no search has such a name.");
        return all ? Expr.All(found) : Expr.Any(found);
    }

    /// <summary>Whether a pattern means a name. Names with a leading underscore are private: only a pattern that starts with one reaches them.</summary>
    private static bool Names(string pattern, string name)
    {
        if (name[0] == '_' && pattern[0] != '_')
            return false;
        return pattern == "them" || Fits(pattern, name);
    }

    private static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
            return pattern.SequenceEqual(name);
        if (!name.StartsWith(pattern[..star]))
            return false;
        name = name[star..];
        pattern = pattern[(star + 1)..];
        for (star = pattern.IndexOf('*'); star >= 0; star = pattern.IndexOf('*'))
        {
            var at = name.IndexOf(pattern[..star]);
            if (at < 0)
                return false;
            name = name[(at + star)..];
            pattern = pattern[(star + 1)..];
        }

        return name.EndsWith(pattern);
    }

    private bool Take(string text)
    {
        if (Next.Text != text)
            return false;
        _at++;
        return true;
    }

    private SigmaSyntaxException Unexpected(string wanted) => new(_line, Next.Text.Length == 0
        ? $"the condition ends where {wanted} should follow."
        : $"the condition has '{Next.Text}' at character {Next.Column} where {wanted} should stand.");
}
