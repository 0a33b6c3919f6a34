using System.Text.Json;

namespace AuditOps.Collectors.Notifications;

/// <summary>Reads <c>/subscriptions/list</c> of the Management Activity API: an array of <c>{contentType, status, webhook: {status, address, authId, expiration} | null}</c>.</summary>
internal static class WebhookList
{
    private const string Enabled = "enabled";

    /// <returns>Null when the content type is not listed, or nothing is that can be read.</returns>
    public static ListedSubscription? Find(ReadOnlyMemory<byte> body, string contentType)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement.ValueKind != JsonValueKind.Array) return null;
            foreach (var entry in json.RootElement.EnumerateArray())
            {
                if (!string.Equals(JsonMember.Text(entry, "contentType"), contentType, StringComparison.OrdinalIgnoreCase)) continue;
                var webhook = entry.TryGetProperty("webhook", out var value) && value.ValueKind == JsonValueKind.Object
                    ? new WebhookState(JsonMember.Text(value, "status") == Enabled, JsonMember.Text(value, "address"), JsonMember.Text(value, "authId"))
                    : null;
                return new ListedSubscription(JsonMember.Text(entry, "status") == Enabled, webhook);
            }
        }
        catch (JsonException)
        {
            // Not a list: what is not known to be enabled is started again.
        }

        return null;
    }
}
