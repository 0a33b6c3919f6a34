using System.Text.Json;
using System.Text.Unicode;
using AuditOps.Collectors.Import.Reading;

namespace AuditOps.Collectors.Fetching;

/// <summary>
/// Cuts a whole, valid JSON answer into its records without changing a byte: an array (Management Activity API), or Graph's <c>{"@odata.nextLink", "value":[…]}</c> with its members in any order.
/// Anything that is not whole and valid is refused: the absence of a next link means the end only in an answer that has been read to its own end.
/// </summary>
internal static class JsonAnswer
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ReadLimits.Depth + 2 };

    public static bool TryCut(ReadOnlySpan<byte> body, out AnswerParts parts)
    {
        parts = new AnswerParts([], null, null, false);
        if (body.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) return TryCutMarked(body, out parts);
        if (!Utf8.IsValid(body)) return false;
        var reader = new Utf8JsonReader(body, Options);
        try
        {
            if (!reader.Read()) return false;
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                var elements = Elements(ref reader);
                if (reader.Read()) return false;
                parts = new AnswerParts(elements, null, null, false);
                return true;
            }

            return reader.TokenType == JsonTokenType.StartObject && TryCutPage(ref reader, out parts);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Cut off, broken, too deep: the caller asks again, or reads what can be read.
            return false;
        }
    }

    private static bool TryCutMarked(ReadOnlySpan<byte> body, out AnswerParts parts)
    {
        if (!TryCut(body[3..], out parts)) return false;
        parts = parts with { Elements = [.. parts.Elements.Select(element => element with { Offset = element.Offset + 3 })] };
        return true;
    }

    private static bool TryCutPage(ref Utf8JsonReader reader, out AnswerParts parts)
    {
        List<AnswerElement>? elements = null;
        string? next = null, delta = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("value"u8);
            var isNext = reader.ValueTextEquals("@odata.nextLink"u8);
            var isDelta = reader.ValueTextEquals("@odata.deltaLink"u8);
            reader.Read();
            if (isValue && reader.TokenType == JsonTokenType.StartArray) elements = Elements(ref reader);
            else if (isNext && reader.TokenType == JsonTokenType.String) next = reader.GetString();
            else if (isDelta && reader.TokenType == JsonTokenType.String) delta = reader.GetString();
            else reader.Skip();
        }

        parts = new AnswerParts(elements ?? [], next, delta, true);
        return elements is not null && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }

    private static List<AnswerElement> Elements(ref Utf8JsonReader reader)
    {
        var elements = new List<AnswerElement>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            elements.Add(new AnswerElement(start, (int)reader.BytesConsumed - start, isObject));
        }

        return elements;
    }
}
