using System.Text.Json;

namespace AuditOps.Collectors.Notifications;

/// <summary>Reads <c>/subscriptions/list</c> of the Management Activity API: an array of <c>{contentType, status, webhook: {status, address, authId, expiration} | null}</c>.</summary>
internal static class WebhookList
{
    private const string Enabled = "enabled";

    /// <returns>Null when the content type has no enabled subscription, or none with a webhook.</returns>
    public static WebhookState? Find(ReadOnlyMemory<byte> body, string contentType)
    {
        if (Entry(body, contentType) is not { } entry || !entry.TryGetProperty("webhook", out var webhook) || webhook.ValueKind != JsonValueKind.Object) return null;
        return new WebhookState(JsonMember.Text(webhook, "status") == Enabled, JsonMember.Text(webhook, "address"), JsonMember.Text(webhook, "authId"));
    }

    public static bool IsEnabled(ReadOnlyMemory<byte> body, string contentType) => Entry(body, contentType) is not null;

    private static JsonElement? Entry(ReadOnlyMemory<byte> body, string contentType)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement.ValueKind != JsonValueKind.Array) return null;
            foreach (var entry in json.RootElement.EnumerateArray())
            {
                if (entry.ValueKind == JsonValueKind.Object && string.Equals(JsonMember.Text(entry, "contentType"), contentType, StringComparison.OrdinalIgnoreCase) && JsonMember.Text(entry, "status") == Enabled) return entry.Clone();
            }
        }
        catch (JsonException)
        {
            // Not a list: what is not known to be enabled is started again, which changes nothing when it is.
        }

        return null;
    }
}
