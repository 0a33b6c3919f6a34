using System.Security.Cryptography;
using System.Text.Json;
using AuditOps.Collectors.Fetching;

namespace AuditOps.Collectors.Management;

/// <summary>Reads a content listing: <c>[{contentType, contentId, contentUri, contentCreated, contentExpiration}]</c> (Office 365 Management Activity API reference, "List available content").</summary>
internal static class ContentList
{
    private const int MostItems = 100_000;
    private const int LongestText = 8 << 10;

    /// <returns>Null when the listing is not whole and valid: it is asked for again.</returns>
    public static ContentListing? Read(ReadOnlySpan<byte> body)
    {
        var items = new List<ContentItem>();
        var broken = new List<string>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.StartObject || items.Count + broken.Count == MostItems) return null;
                var start = (int)reader.TokenStartIndex;
                if (ReadItem(ref reader, out var id) is { } item) items.Add(item);
                else broken.Add(id ?? Convert.ToHexStringLower(SHA256.HashData(body[start..(int)reader.BytesConsumed]).AsSpan(0, 16)));
            }

            return reader.TokenType == JsonTokenType.EndArray && !reader.Read() ? new ContentListing(items, broken) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ContentItem? ReadItem(ref Utf8JsonReader reader, out string? id)
    {
        string? uri = null;
        id = null;
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
