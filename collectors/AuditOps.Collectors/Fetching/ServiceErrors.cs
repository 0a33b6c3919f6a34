using System.Text.Json;

namespace AuditOps.Collectors.Fetching;

/// <summary>Reads the error body that Graph and the Management API share: <c>{"error":{"code","message"}}</c>. Branching goes by the code, never by the message.</summary>
internal static class ServiceErrors
{
    private const int MaxCode = 100;

    public static string? CodeOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            var inError = false;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                if (reader.CurrentDepth == 1) inError = reader.ValueTextEquals("error"u8);
                else if (inError && reader.CurrentDepth == 2 && reader.ValueTextEquals("code"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MaxCode ? reader.GetString() : null;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A proxy's page, or nothing: there is no code then.
        }

        return null;
    }
}
