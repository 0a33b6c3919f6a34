using System.Globalization;

namespace AuditOps.Engines.Normalize.Text;

/// <summary>
/// Times as the sources write them. A text without a zone is UTC (Management API: CreationTime carries none). Up to 7 fractional digits are kept, more are cut.
/// Also hours of one digit, US-style dates with AM / PM (Intune, risk events, portal exports), /Date(ms)/ and Unix seconds or milliseconds.
/// </summary>
internal static class EventTimes
{
    private const int MinYear = 1990;
    private const int MaxYear = 2199;

    private static readonly string[] Portal =
    [
        "M/d/yyyy, h:mm:ss.fff tt", "M/d/yyyy, h:mm:ss tt", "M/d/yyyy h:mm:ss tt", "M/d/yyyy h:mm:ss.fff tt", "M/d/yyyy h:mm tt",
        "M/d/yyyy H:mm:ss", "M/d/yyyy H:mm:ss.fff", "M/d/yyyy H:mm", "M/d/yyyy",
    ];

    /// <summary>The instant in UTC; null when the text is no time or lies outside 1990 to 2199.</summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length is < 8 or > 64)
            return null;
        var time = Iso(text) ?? Other(text);
        return time is { Year: >= MinYear and <= MaxYear } ? time : null;
    }

    private static DateTimeOffset? Iso(ReadOnlySpan<char> text)
    {
        // yyyy-MM-dd[T| ]H[H]:mm:ss[.fraction][Z|+hh:mm|+hhmm]
        if (text.Length < 10 || text[4] != '-' || text[7] != '-' || !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day))
            return null;
        var rest = text[10..];
        int hour = 0, minute = 0, second = 0;
        long ticks = 0;
        if (!rest.IsEmpty)
        {
            if (rest[0] is not ('T' or 't' or ' '))
                return null;
            rest = rest[1..];
            var colon = rest.IndexOf(':');
            if (colon is not (1 or 2) || !Digits(rest[..colon], out hour) || rest.Length < colon + 3 || !Digits(rest.Slice(colon + 1, 2), out minute))
                return null;
            rest = rest[(colon + 3)..];
            if (rest.Length >= 3 && rest[0] == ':')
            {
                if (!Digits(rest.Slice(1, 2), out second))
                    return null;
                rest = Fraction(rest[3..], out ticks);
            }
        }

        if (!Zone(rest, out var offset) || month is < 1 or > 12 || day < 1 || year < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return null;
        var local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Utc).AddTicks(ticks);
        return year is < MinYear or > MaxYear ? null : new DateTimeOffset(local - offset);
    }

    private static ReadOnlySpan<char> Fraction(ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest.IsEmpty || rest[0] is not ('.' or ','))
            return rest;
        var scale = TimeSpan.TicksPerSecond;
        var at = 1;
        for (; at < rest.Length && char.IsAsciiDigit(rest[at]); at++)
        {
            scale /= 10;
            ticks += (rest[at] - '0') * scale;
        }

        return rest[at..];
    }

    private static bool Zone(ReadOnlySpan<char> rest, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        rest = rest.Trim();
        if (rest.IsEmpty || rest is "Z" or "z" or "UTC")
            return true;
        if (rest[0] is not ('+' or '-') || rest.Length is not (3 or 5 or 6) || !Digits(rest.Slice(1, 2), out var hours))
            return false;
        var minutes = 0;
        if (rest.Length > 3 && !Digits(rest[^2..], out minutes))
            return false;
        if (hours > 14 || minutes > 59)
            return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (rest[0] == '-')
            offset = -offset;
        return true;
    }

    private static DateTimeOffset? Other(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("/Date(", StringComparison.Ordinal) && text.EndsWith(")/", StringComparison.Ordinal))
            text = text[6..^2];
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Unix(number);
        return DateTimeOffset.TryParseExact(text, Portal, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }

    /// <summary>Seconds from 1990, or milliseconds from 1990: the two ranges do not overlap.</summary>
    private static DateTimeOffset? Unix(long number) => number switch
    {
        >= 631_152_000 and < 7_258_118_400 => DateTimeOffset.FromUnixTimeSeconds(number),
        >= 631_152_000_000 and < 7_258_118_400_000 => DateTimeOffset.FromUnixTimeMilliseconds(number),
        _ => null,
    };

    private static bool Digits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var letter in text)
        {
            if (!char.IsAsciiDigit(letter))
                return false;
            number = (number * 10) + (letter - '0');
        }

        return !text.IsEmpty;
    }
}
