using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Buffers.Text;

namespace AuditOps.Simulator.Tokens;

/// <summary>Checks a signed assertion in place of a secret (RFC 7523): RS256 or PS256 by the registered certificate, issued by and for the right parties.</summary>
internal static class ClientAssertion
{
    private const int Parts = 3;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public static bool IsValid(string assertion, X509Certificate2 registered, Guid clientId, IReadOnlyCollection<string> audiences, DateTimeOffset now)
    {
        var parts = assertion.Split('.');
        if (parts.Length != Parts) return false;
        try
        {
            using var head = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var body = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var padding = head.RootElement.GetProperty("alg").GetString() switch
            {
                "RS256" => RSASignaturePadding.Pkcs1,
                "PS256" => RSASignaturePadding.Pss,
                _ => null,
            };
            using var key = registered.GetRSAPublicKey();
            if (padding is null || key is null) return false;
            if (!key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, padding)) return false;
            var claims = body.RootElement;
            return claims.GetProperty("iss").GetString() == clientId.ToString()
                && claims.GetProperty("sub").GetString() == clientId.ToString()
                && audiences.Contains(claims.GetProperty("aud").GetString() ?? "", StringComparer.OrdinalIgnoreCase)
                && Seconds(claims.GetProperty("exp")) > (now - Skew).ToUnixTimeSeconds()
                && (!claims.TryGetProperty("nbf", out var from) || Seconds(from) < (now + Skew).ToUnixTimeSeconds());
        }
        catch (Exception bad) when (bad is JsonException or FormatException or OverflowException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            // Whatever is wrong with it, it proves nothing.
            return false;
        }
    }

    /// <summary>Microsoft's own client library writes these dates as text, and the identity platform takes them.</summary>
    private static long Seconds(JsonElement date) => date.ValueKind == JsonValueKind.String ? long.Parse(date.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture) : date.GetInt64();
}
