using System.Text.Json;

namespace AuditOps.Collectors.Notifications;

/// <summary>Members of JSON that comes from outside.</summary>
internal static class JsonMember
{
    /// <returns>Null when there is no such member, when it is no text, or when its text is none (broken UTF-8, half a surrogate pair).</returns>
    public static string? Text(JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
