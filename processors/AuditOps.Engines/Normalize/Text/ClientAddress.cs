using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AuditOps.Engines.Normalize.Text;

/// <summary>A client address as the sources write it: v4, v4:port, v6, [v6], [v6]:port, ::ffff:v4, %zone, "host (ip)", placeholders, junk.</summary>
internal readonly record struct ClientAddress(string? Ip, int? Port)
{
    private static readonly SearchValues<char> DottedDigits = SearchValues.Create("0123456789.");

    public static ClientAddress Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (TryWhole(text, out var whole))
            return whole;

        // "host name (address)", as some mailbox records write it.
        var open = text.LastIndexOf('(');
        return open >= 0 && text.EndsWith(")", StringComparison.Ordinal) && TryWhole(text[(open + 1)..^1].Trim(), out var inner) ? inner : default;
    }

    /// <summary>Words that stand for "no address" and are not worth keeping.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> text) =>
        text is "<null>" or "null" or "-" or "N/A" or "n/a" or "Unknown" or "unknown" or "Not Available" or "PII" or "[]";

    private static bool TryWhole(ReadOnlySpan<char> text, out ClientAddress address)
    {
        address = default;
        if (text.Length is < 2 or > 64)
            return false;
        if (text[0] == '[')
        {
            var close = text.IndexOf(']');
            return close > 1 && TryIp(text[1..close], out var bracketed) && TryPort(text[(close + 1)..], bracketed, out address);
        }

        var colon = text.IndexOf(':');
        if (colon >= 0 && colon == text.LastIndexOf(':'))
            return TryIp(text[..colon], out var ported) && TryPort(text[colon..], ported, out address);
        if (!TryIp(text, out var ip))
            return false;
        address = new ClientAddress(ip, null);
        return true;
    }

    private static bool TryPort(ReadOnlySpan<char> tail, string ip, out ClientAddress address)
    {
        address = new ClientAddress(ip, null);
        if (tail.IsEmpty)
            return true;
        if (tail[0] != ':' || !int.TryParse(tail[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
            return false;
        address = new ClientAddress(ip, port > 0 ? port : null);
        return true;
    }

    private static bool TryIp(ReadOnlySpan<char> text, out string ip)
    {
        ip = string.Empty;

        // IPAddress also takes "1" and "0x7f.1"; an address in a log has four parts or a colon.
        if (!text.Contains(':') && (text.Count('.') != 3 || text.ContainsAnyExcept(DottedDigits)))
            return false;
        var zone = text.IndexOf('%');
        if (zone >= 0)
            text = text[..zone];
        if (!IPAddress.TryParse(text, out var parsed))
            return false;
        if (parsed.AddressFamily == AddressFamily.InterNetworkV6 && parsed.IsIPv4MappedToIPv6)
            parsed = parsed.MapToIPv4();
        ip = parsed.ToString();
        return true;
    }
}
