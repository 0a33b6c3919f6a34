using System.Text.Json;

namespace AuditOps.Collectors.Posture;

/// <summary>The id of an object of Graph's directory.</summary>
internal static class PostureObject
{
    private const int LongestId = 400;

    public static string? IdOf(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isId) return reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= LongestId ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Without an id nothing can be kept of it.
        }

        return null;
    }
}
