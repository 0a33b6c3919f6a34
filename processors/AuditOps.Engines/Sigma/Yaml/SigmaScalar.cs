namespace AuditOps.Engines.Sigma.Yaml;

/// <summary>A single value, kept as it is written.</summary>
public sealed class SigmaScalar(int line, string text, ScalarKind kind) : SigmaNode(line)
{
    public string Text { get; } = text;

    public ScalarKind Kind { get; } = kind;

    /// <summary>The kind of an unquoted scalar. Octal, hexadecimal and numbers with leading zeros stay text: logs never hold them as numbers.</summary>
    internal static ScalarKind KindOf(string plain)
    {
        switch (plain)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return ScalarKind.Null;
            case "true" or "True" or "TRUE" or "false" or "False" or "FALSE":
                return ScalarKind.Boolean;
        }

        var at = plain[0] is '-' or '+' ? 1 : 0;
        var digits = Digits(plain, at);
        if (digits == 0 || (plain[at] == '0' && digits > 1))
            return ScalarKind.Text;
        at += digits;
        if (at == plain.Length)
            return ScalarKind.Integer;
        if (plain[at] == '.')
        {
            var fraction = Digits(plain, at + 1);
            if (fraction == 0)
                return ScalarKind.Text;
            at += fraction + 1;
        }

        if (at < plain.Length && plain[at] is 'e' or 'E')
        {
            at += at + 1 < plain.Length && plain[at + 1] is '-' or '+' ? 2 : 1;
            var exponent = Digits(plain, at);
            if (exponent == 0)
                return ScalarKind.Text;
            at += exponent;
        }

        return at == plain.Length ? ScalarKind.Float : ScalarKind.Text;
    }

    private static int Digits(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - at;
    }
}
