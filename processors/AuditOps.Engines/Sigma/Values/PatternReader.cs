using System.Text;

namespace AuditOps.Engines.Sigma.Values;

/// <summary>
/// Reads a value's wildcards and escapes (Sigma specification, "Special Characters / Escaping"): a backslash escapes only a star, a question mark or a backslash,
/// and is a backslash everywhere else; so <c>\\*</c> is a backslash and a wildcard, <c>\*</c> a star.
/// </summary>
internal static class PatternReader
{
    /// <param name="text">The value as the rule has it.</param>
    /// <param name="placeholders">Whether <c>%name%</c> stands for values; otherwise percent signs are what they are.</param>
    public static TextPattern Read(string text, bool placeholders = false)
    {
        var parts = new List<PatternPart>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            var next = at + 1 < text.Length ? text[at + 1] : '\0';
            switch (letter)
            {
                case '\\' when next is '*' or '?' or '\\' || (placeholders && next == '%'):
                    literal.Append(next);
                    at++;
                    break;
                case '*':
                    Flush();
                    parts.Add(PatternPart.Any);
                    break;
                case '?':
                    Flush();
                    parts.Add(PatternPart.One);
                    break;
                case '%' when placeholders && NameEnd(text, at) is var end and > 0:
                    Flush();
                    parts.Add(new PatternPart(PatternPartKind.Placeholder, text[(at + 1)..end]));
                    at = end;
                    break;
                default:
                    literal.Append(letter);
                    break;
            }
        }

        Flush();
        return TextPattern.From(parts);

        void Flush()
        {
            parts.Add(new PatternPart(PatternPartKind.Literal, literal.ToString()));
            literal.Clear();
        }
    }

    /// <summary>Where the placeholder that starts here ends; 0 when none starts here. Names are letters, digits, <c>_ - .</c></summary>
    private static int NameEnd(string text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '%')
                return at > start + 1 ? at : 0;
            if (!char.IsLetterOrDigit(text[at]) && text[at] is not ('_' or '-' or '.'))
                return 0;
        }

        return 0;
    }
}
