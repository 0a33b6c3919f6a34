using System.Globalization;

namespace AuditOps.Engines.Sigma.Values;

/// <summary>Numbers as text: two texts are the same number when their canonical texts are equal. Decimal, never binary, so that 0.1 stays 0.1.</summary>
internal static class NumberText
{
    /// <summary>Digits that a decimal holds without loss.</summary>
    private const int SafeDigits = 28;

    /// <summary>Canonical text of a JSON number; null when the text is none. A number beyond a decimal is its own canonical text.</summary>
    public static string? Canonical(ReadOnlySpan<char> text)
    {
        if (!IsNumber(text))
            return null;
        if (IsPlain(text))
            return text.ToString();
        return TryDecimal(text, out var value) ? Format(value) : text.ToString();
    }

    /// <summary>An integer that is written canonically already.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > SafeDigits)
            return false;
        var from = text[0] == '-' ? 1 : 0;
        return text.Length > from && (text[from] != '0' || text.Length == 1) && !text[from..].ContainsAnyExceptInRange('0', '9');
    }

    public static string Format(decimal value) => value == 0 ? "0" : (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    /// <summary>A JSON number (or the same with a plus sign) that fits a decimal.</summary>
    public static bool TryDecimal(ReadOnlySpan<char> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);

    /// <summary>RFC 8259, section 6.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        var at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var digits = Digits(text[at..]);
        if (digits == 0 || (digits > 1 && text[at] == '0'))
            return false;
        at += digits;
        if (at < text.Length && text[at] == '.')
        {
            var fraction = Digits(text[(at + 1)..]);
            if (fraction == 0)
                return false;
            at += fraction + 1;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at += at + 1 < text.Length && text[at + 1] is '-' or '+' ? 2 : 1;
            if (at >= text.Length)
                return false;
            var exponent = Digits(text[at..]);
            if (exponent == 0)
                return false;
            at += exponent;
        }

        return at == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
