using System.Text.Json;
using AuditOps.Collectors.Fetching;

namespace AuditOps.Collectors.Management;

/// <summary>Reads a content listing: <c>[{contentType, contentId, contentUri, contentCreated, contentExpiration}]</c> (Office 365 Management Activity API reference, "List available content").</summary>
internal static class ContentList
{
    private const int MostItems = 100_000;
    private const int LongestText = 8 << 10;

    /// <returns>Null when the listing is not whole and valid: it is asked for again.</returns>
    public static IReadOnlyList<ContentItem>? Read(ReadOnlySpan<byte> body)
    {
        var items = new List<ContentItem>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.StartObject || items.Count == MostItems || ReadItem(ref reader) is not { } item) return null;
                items.Add(item);
            }

            return reader.TokenType == JsonTokenType.EndArray && !reader.Read() ? items : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ContentItem? ReadItem(ref Utf8JsonReader reader)
    {
        string? id = null, uri = null;
        DateTimeOffset? created = null, expires = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueTextEquals("contentId"u8) ? 1 : reader.ValueTextEquals("contentUri"u8) ? 2 : reader.ValueTextEquals("contentCreated"u8) ? 3 : reader.ValueTextEquals("contentExpiration"u8) ? 4 : 0;
            reader.Read();
            var text = name > 0 && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestText ? reader.GetString() : null;
            if (name == 0) reader.Skip();
            else if (name == 1) id = text;
            else if (name == 2) uri = text;
            else if (name == 3) created = RecordTime.Parse(text);
            else expires = RecordTime.Parse(text);
        }

        return id is { Length: > 0 } && uri is { Length: > 0 } && created is { } at ? new ContentItem(id, uri, at, expires) : null;
    }
}
