namespace AuditOps.Engines.Sigma.Values;

/// <summary>
/// The <c>windash</c> modifier: a hyphen or slash that starts an option (nothing of a word before it, a word after it) stands for any of the five characters that
/// Windows programs accept there. Kept as one part of the pattern instead of the 5^n values that the specification counts.
/// </summary>
internal static class Dashes
{
    private static readonly string[] Letters = ["-", "/", "\u2013", "\u2014", "\u2015"];

    /// <summary>Hyphen, slash, en dash, em dash, horizontal bar.</summary>
    public static bool IsDash(char letter) => letter is '-' or '/' or '\u2013' or '\u2014' or '\u2015';

    public static TextPattern Open(TextPattern pattern)
    {
        var parts = new List<PatternPart>();
        var before = '\0';
        for (var i = 0; i < pattern.Parts.Length; i++)
        {
            var part = pattern.Parts[i];
            if (part.Kind != PatternPartKind.Literal)
            {
                parts.Add(part);
                before = '\0';
                continue;
            }

            var from = 0;
            for (var at = 0; at < part.Text.Length; at++)
            {
                var letter = part.Text[at];
                var after = at + 1 < part.Text.Length ? part.Text[at + 1] : '\0';
                if (letter is '-' or '/' && !IsWord(before) && IsWord(after))
                {
                    parts.Add(new PatternPart(PatternPartKind.Literal, part.Text[from..at]));
                    parts.Add(PatternPart.Dash);
                    from = at + 1;
                }

                before = letter;
            }

            parts.Add(new PatternPart(PatternPartKind.Literal, part.Text[from..]));
        }

        return TextPattern.From(parts);
    }

    /// <summary>The values that a pattern with dashes stands for, one for each of the five characters in each place, for encodings that need them letter by letter.</summary>
    /// <param name="pattern">Other wildcards stay what they are.</param>
    /// <param name="most">No more than one beyond so many are told.</param>
    public static IEnumerable<TextPattern> Spell(TextPattern pattern, int most)
    {
        if (!pattern.Has(PatternPartKind.Dash))
            return [pattern];
        IEnumerable<IEnumerable<PatternPart>> spelled = [[]];
        foreach (var part in pattern.Parts)
        {
            var before = spelled;
            spelled = part.Kind == PatternPartKind.Dash
                ? before.SelectMany(parts => Letters.Select(letter => parts.Append(new PatternPart(PatternPartKind.Literal, letter))))
                : before.Select(parts => parts.Append(part));
        }

        return spelled.Take(most + 1).Select(TextPattern.From);
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}
