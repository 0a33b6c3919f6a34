using System.Text.Json;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// Reads the bodies that the services send. Formats: Microsoft Graph, "changeNotificationCollection"; Office 365 Management Activity API reference, "Receiving notifications" and "Webhook validation".
/// Anything else is refused as a whole; items beyond the limit are left out and counted by the caller.
/// </summary>
internal static class NotificationBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <returns>Null when it is no collection of notifications.</returns>
    public static (IReadOnlyList<GraphItem> Items, int LeftOut)? Graph(ReadOnlyMemory<byte> body, int most) => Read(
        body,
        root => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("value", out var value) ? value : default,
        item => new GraphItem(JsonMember.Text(item, "subscriptionId"), JsonMember.Text(item, "clientState"), JsonMember.Text(item, "tenantId"), JsonMember.Text(item, "lifecycleEvent")),
        most);

    /// <returns>Null when it is no array of content.</returns>
    public static (IReadOnlyList<ManagementNotice> Items, int LeftOut)? Management(ReadOnlyMemory<byte> body, int most) =>
        Read(body, root => root, item => new ManagementNotice(JsonMember.Text(item, "tenantId"), JsonMember.Text(item, "clientId"), JsonMember.Text(item, "contentType")), most);

    /// <returns>The code that a Management webhook is validated with; null when the body has none.</returns>
    public static string? ValidationCode(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Options);
            return json.RootElement.ValueKind == JsonValueKind.Object ? JsonMember.Text(json.RootElement, "validationCode") : null;
        }
        catch (JsonException)
        {
            // The header has the code too, and it is what counts.
            return null;
        }
    }

    private static (IReadOnlyList<T> Items, int LeftOut)? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, JsonElement> arrayIn, Func<JsonElement, T> make, int most)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Options);
            var array = arrayIn(json.RootElement);
            if (array.ValueKind != JsonValueKind.Array) return null;
            var items = new List<T>();
            var count = 0;
            foreach (var item in array.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object) return null;
                if (count++ < most) items.Add(make(item));
            }

            return (items, Math.Max(0, count - most));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Cut off, broken, too deep, or text that is no text (a lone surrogate).
            return null;
        }
    }
}
