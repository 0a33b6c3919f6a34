namespace AuditOps.Engines.Sigma.Values;

/// <summary>
/// The <c>windash</c> modifier: a hyphen or slash that starts an option (nothing of a word before it, a word after it) stands for any of the five characters that
/// Windows programs accept there. Kept as one part of the pattern instead of the 5^n values that the specification counts.
/// </summary>
internal static class Dashes
{
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

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}
