using System.Text;
using System.Text.RegularExpressions;
using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Puts the values of watchlists in the place of <c>%name%</c>: each combination is a value. Watchlist values are texts; a star in one is a star.</summary>
internal sealed class PlaceholderReader(SigmaOptions options, ISet<string> used)
{
    /// <exception cref="SigmaSyntaxException">A name has no list, or the combinations are too many.</exception>
    public List<TextPattern> Replace(TextPattern pattern, int line)
    {
        var combinations = new List<List<PatternPart>> { new() };
        foreach (var part in pattern.Parts)
        {
            if (part.Kind != PatternPartKind.Placeholder)
            {
                foreach (var combination in combinations)
                    combination.Add(part);
                continue;
            }

            var values = Values(part.Text, line);
            Check(combinations.Count, values.Count, line);
            combinations = [.. combinations.SelectMany(before => values.Select(value => new List<PatternPart>([.. before, new(PatternPartKind.Literal, value)])))];
        }

        return [.. combinations.Select(TextPattern.From)];
    }

    /// <summary>The same for values without wildcards: networks and regular expressions, where the value is taken literally.</summary>
    public List<string> ReplaceText(string text, bool escape, int line)
    {
        var combinations = new List<string> { string.Empty };
        foreach (var part in Cut(text))
        {
            if (part.Kind != PatternPartKind.Placeholder)
            {
                combinations = [.. combinations.Select(before => before + part.Text)];
                continue;
            }

            var values = Values(part.Text, line);
            Check(combinations.Count, values.Count, line);
            combinations = [.. combinations.SelectMany(before => values.Select(value => before + (escape ? Regex.Escape(value) : value)))];
        }

        return combinations;
    }

    private static List<PatternPart> Cut(string text)
    {
        var parts = new List<PatternPart>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var end = text[at] == '%' ? text.IndexOf('%', at + 1) : -1;
            if (end <= at + 1)
            {
                literal.Append(text[at]);
                continue;
            }

            parts.Add(new PatternPart(PatternPartKind.Literal, literal.ToString()));
            parts.Add(new PatternPart(PatternPartKind.Placeholder, text[(at + 1)..end]));
            literal.Clear();
            at = end;
        }

        parts.Add(new PatternPart(PatternPartKind.Literal, literal.ToString()));
        return parts;
    }

    private IReadOnlyList<string> Values(string name, int line)
    {
        used.Add(name);
        return options.Watchlists.TryGetValue(name, out var values)
            ? values
            : throw new SigmaSyntaxException(line, $"no watchlist fills the placeholder '%{name}%'.") { DependsOnOthers = true };
    }

    private static void Check(int combinations, int values, int line)
    {
        if ((long)combinations * values > SigmaLimits.Values)
            throw new SigmaSyntaxException(line, $"the placeholders multiply to more than {SigmaLimits.Values} values.");
    }
}
