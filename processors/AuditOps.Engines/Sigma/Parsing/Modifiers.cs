using System.Text.RegularExpressions;
using AuditOps.Engines.Sigma.Conditions;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>The modifiers behind a field name, checked: unknown ones and chains that can mean nothing are refused.</summary>
internal sealed class Modifiers
{
    private readonly List<string> _texts = [];

    private Modifiers()
    {
    }

    /// <summary>All values must be met, not any.</summary>
    public bool All { get; private set; }

    public bool Negated { get; private set; }

    public bool Cased { get; private set; }

    public bool Expand { get; private set; }

    public TestKind Kind { get; private set; } = TestKind.Text;

    public CompareOperator Comparison { get; private set; } = CompareOperator.Equal;

    public TimePart? Part { get; private set; }

    public RegexOptions RegexFlags { get; private set; }

    /// <summary>contains, startswith or endswith; null when the whole value is meant.</summary>
    public string? Anchor { get; private set; }

    /// <summary>windash, wide, base64 and their like, in the order in which they apply.</summary>
    public IReadOnlyList<string> Encodings => _texts;

    /// <param name="names">The words after the field name.</param>
    /// <param name="line">Where they stand.</param>
    /// <exception cref="SigmaSyntaxException">Unknown, repeated or impossible.</exception>
    public static Modifiers Read(ReadOnlySpan<string> names, int line)
    {
        var read = new Modifiers();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (!seen.Add(names[i]))
                throw new SigmaSyntaxException(line, $"the modifier '{names[i]}' occurs twice.");
            if (!read.Add(names[i], i, line))
                throw new SigmaSyntaxException(line, $"the modifier '{names[i]}' is unknown.");
        }

        if (read.Impossible() is { } reason)
            throw new SigmaSyntaxException(line, $"the modifiers '{string.Join('|', names.ToArray())}' cannot stand together: {reason}.");
        return read;
    }

    private bool Add(string name, int position, int line)
    {
        switch (name)
        {
            case "all": All = true; return true;
            case "neq": Negated = true; return true;
            case "cased": Cased = true; return true;
            case "expand": Expand = true; return true;
            case "contains" or "startswith" or "endswith": return Anchored(name, line);
            case "exists": return Set(TestKind.Exists, name, line);
            case "cidr": return Set(TestKind.Network, name, line);
            case "afterhours": return Set(TestKind.AfterHours, name, line);
            case "fieldref": return Set(TestKind.FieldReference, name, line);
            case "re": return position == 0 ? Set(TestKind.Regex, name, line) : throw new SigmaSyntaxException(line, "the modifier 're' must be the first.");
            case "i" or "ignorecase": RegexFlags |= RegexOptions.IgnoreCase; return true;
            case "m" or "multiline": RegexFlags |= RegexOptions.Multiline; return true;
            case "s" or "dotall": RegexFlags |= RegexOptions.Singleline; return true;
            case "lt": return Compare(CompareOperator.Less, name, line);
            case "lte": return Compare(CompareOperator.LessOrEqual, name, line);
            case "gt": return Compare(CompareOperator.Greater, name, line);
            case "gte": return Compare(CompareOperator.GreaterOrEqual, name, line);
            case "minute": return Time(TimePart.Minute, name, line);
            case "hour": return Time(TimePart.Hour, name, line);
            case "day": return Time(TimePart.Day, name, line);
            case "week": return Time(TimePart.Week, name, line);
            case "month": return Time(TimePart.Month, name, line);
            case "year": return Time(TimePart.Year, name, line);
            case "windash" or "wide" or "utf16le" or "utf16be" or "utf16" or "base64" or "base64offset": return Encoded(name, line);
            default: return false;
        }
    }

    private bool Set(TestKind kind, string name, int line)
    {
        if (Kind != TestKind.Text)
            throw new SigmaSyntaxException(line, $"the modifier '{name}' cannot follow another kind of test.");
        Kind = kind;
        return true;
    }

    private bool Compare(CompareOperator comparison, string name, int line)
    {
        if (Comparison != CompareOperator.Equal || (Kind != TestKind.Text && Part is null))
            throw new SigmaSyntaxException(line, $"the modifier '{name}' cannot follow another kind of test.");
        Comparison = comparison;
        Kind = TestKind.Compare;
        return true;
    }

    private bool Time(TimePart part, string name, int line)
    {
        if (Kind != TestKind.Text || Part is not null)
            throw new SigmaSyntaxException(line, $"the modifier '{name}' cannot follow another kind of test.");
        Part = part;
        Kind = TestKind.Compare;
        return true;
    }

    private bool Anchored(string name, int line)
    {
        if (Anchor is not null)
            throw new SigmaSyntaxException(line, $"the modifiers '{Anchor}' and '{name}' cannot stand together.");
        Anchor = name;
        return true;
    }

    private bool Encoded(string name, int line)
    {
        if (Anchor is not null && name != "windash")
            throw new SigmaSyntaxException(line, $"the modifier '{name}' must stand before '{Anchor}': wildcards cannot be encoded.");
        if (_texts.Count > 0 && _texts[^1].StartsWith("base64", StringComparison.Ordinal))
            throw new SigmaSyntaxException(line, $"the modifier '{name}' cannot follow '{_texts[^1]}'.");
        if (_texts.Count > 0 && _texts[^1] != "windash" && !name.StartsWith("base64", StringComparison.Ordinal))
            throw new SigmaSyntaxException(line, $"the modifier '{name}' cannot follow '{_texts[^1]}'.");
        _texts.Add(name);
        return true;
    }

    private string? Impossible()
    {
        if (Kind == TestKind.Exists && (All || Negated || Cased || Expand || Anchor is not null || _texts.Count > 0))
            return "'exists' stands alone";
        if (_texts.Count > 0 && Kind != TestKind.Text)
            return $"'{_texts[0]}' is for text";
        if (Kind == TestKind.AfterHours && (All || Part is not null))
            return "'afterhours' asks of a time by itself";
        if (Anchor is not null && Kind is TestKind.Network or TestKind.Compare or TestKind.AfterHours)
            return $"'{Anchor}' is for text";
        if (Cased && Kind is not (TestKind.Text or TestKind.FieldReference))
            return "'cased' is for text";
        if (RegexFlags != RegexOptions.None && Kind != TestKind.Regex)
            return "'i', 'm' and 's' belong to 're'";
        return Expand && Kind is not (TestKind.Text or TestKind.Network or TestKind.Regex) ? "'expand' is for text" : null;
    }
}
