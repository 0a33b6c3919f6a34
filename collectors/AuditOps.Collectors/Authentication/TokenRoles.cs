using System.Buffers.Text;
using System.Text.Json;

namespace AuditOps.Collectors.Authentication;

/// <summary>Application permissions that a token says it holds. For show only: nothing is decided by a token that nobody has verified.</summary>
internal static class TokenRoles
{
    /// <returns>Null when the token cannot be looked into.</returns>
    public static IReadOnlyList<string>? In(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            if (claims.RootElement.ValueKind != JsonValueKind.Object || !claims.RootElement.TryGetProperty("roles", out var roles) || roles.ValueKind != JsonValueKind.Array) return null;
            return [.. roles.EnumerateArray().Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!)];
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
