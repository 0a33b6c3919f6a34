using System.Globalization;
using System.Net;

namespace AuditOps.Api.Http;

/// <summary>Texts of a query as values; null when they are none.</summary>
internal static class Parse
{
    /// <summary>ISO 8601: a date, or a date and a time with or without offset; without one it is UTC.</summary>
    public static DateTimeOffset? Time(string text) =>
        text.Length is >= 10 and <= 40 && text[4] == '-' && text[7] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time >= DateTimeOffset.UnixEpoch && time.Year < 2200
            ? time
            : null;

    /// <summary>The spelling that is stored: IPv4-mapped IPv6 as IPv4, IPv6 compressed in lower case.</summary>
    public static string? Ip(string text)
    {
        if (!IPAddress.TryParse(text, out var address)) return null;

        // "1" and "0x7f000001" are addresses to the parser, hardly to whoever typed them.
        if (!text.Contains(':', StringComparison.Ordinal) && text.Count(c => c == '.') != 3) return null;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    public static int? Limit(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most ? limit : null;
}
