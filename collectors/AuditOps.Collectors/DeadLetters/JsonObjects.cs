using System.Text.Json;

namespace AuditOps.Collectors.DeadLetters;

/// <summary>Tells whether bytes are what a record has to be.</summary>
internal static class JsonObjects
{
    private const int MaxDepth = 64;

    public static bool IsOne(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
