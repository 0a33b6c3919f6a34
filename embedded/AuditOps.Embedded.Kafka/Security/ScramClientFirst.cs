using System.Text;

namespace AuditOps.Embedded.Kafka.Security;

/// <summary>The first message of a login: <c>n,,n=USER,r=NONCE</c> (RFC 5802, section 7).</summary>
/// <param name="Header">What comes before the bare message; sent again in base64 with the proof.</param>
internal sealed record ScramClientFirst(string Header, string Bare, string User, string Nonce)
{
    /// <summary>Longest message looked at, bytes; a name and a nonce at their limits fit three times.</summary>
    private const int MaxBytes = 4096;

    private const int MaxNonce = 256;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Null for whatever is no such message, or wants what is not offered: channel binding, acting for another user, delegation tokens.</summary>
    public static ScramClientFirst? TryParse(byte[] message)
    {
        if (Text(message) is not { } text) return null;
        var flagEnd = text.IndexOf(',', StringComparison.Ordinal);
        // "y": the client could bind to the channel and thinks that we cannot, which is so.
        if (flagEnd < 0 || text[..flagEnd] is not ("n" or "y")) return null;
        var headerEnd = text.IndexOf(',', flagEnd + 1);
        if (headerEnd < 0) return null;
        var actsFor = text[(flagEnd + 1)..headerEnd];
        var bare = text[(headerEnd + 1)..];
        var parts = bare.Split(',');
        if (parts.Length < 2 || !parts[0].StartsWith("n=", StringComparison.Ordinal) || !parts[1].StartsWith("r=", StringComparison.Ordinal)) return null;
        if (Name(parts[0][2..]) is not { } user || user.Length is 0 or > ScramRegistry.MaxUser) return null;
        if (actsFor.Length > 0 && (!actsFor.StartsWith("a=", StringComparison.Ordinal) || Name(actsFor[2..]) != user)) return null;
        var nonce = parts[1][2..];
        if (nonce.Length is 0 or > MaxNonce || !nonce.All(letter => letter is > ' ' and < '\x7f')) return null;
        for (var i = 2; i < parts.Length; i++)
        {
            if (parts[i].Length < 2 || parts[i].IndexOf('=', StringComparison.Ordinal) < 1 || parts[i].StartsWith("tokenauth=", StringComparison.Ordinal)) return null;
        }
        return new ScramClientFirst(text[..(headerEnd + 1)], bare, user, nonce);
    }

    /// <summary>The text of a message; null where it is too long or no UTF-8.</summary>
    internal static string? Text(byte[] message)
    {
        if (message.Length > MaxBytes) return null;
        try
        {
            return s_strict.GetString(message);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A name without its escapes: =2C is a comma, =3D the equals sign, anything else after one is an error.</summary>
    private static string? Name(string escaped)
    {
        var name = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '=')
            {
                name.Append(escaped[i]);
                continue;
            }
            var code = i + 2 < escaped.Length ? escaped.AsSpan(i + 1, 2) : default;
            if (code is "2C") name.Append(',');
            else if (code is "3D") name.Append('=');
            else return null;
            i += 2;
        }
        return name.ToString();
    }
}
