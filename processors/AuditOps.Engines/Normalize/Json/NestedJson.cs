using System.Text;
using System.Text.Json;

namespace AuditOps.Engines.Normalize.Json;

/// <summary>JSON written inside a string (old and new values, whole columns of table exports). Documents live until the record is done.</summary>
internal sealed class NestedJson
{
    /// <summary>Documents opened per record; what exceeds it stays a string.</summary>
    private const int MaxDocuments = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EventNormalizer.MaxDepth };

    private readonly List<JsonDocument> _open = [];

    /// <summary>The structure inside a string; an element of kind Undefined when the text is not a JSON object or array.</summary>
    public JsonElement Parse(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.String || _open.Count >= MaxDocuments)
            return default;
        var content = text.AsText();
        return content is null ? default : Parse(content);
    }

    /// <inheritdoc cref="Parse(JsonElement)"/>
    public JsonElement Parse(string content)
    {
        var first = content.AsSpan().TrimStart();
        if (first.IsEmpty || first[0] is not ('{' or '[') || _open.Count >= MaxDocuments)
            return default;
        try
        {
            var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(content), Options);
            _open.Add(document);
            return document.RootElement;
        }
        catch (JsonException)
        {
            // Text that merely looks like JSON is a value like any other.
            return default;
        }
    }

    public void Close()
    {
        foreach (var document in _open)
            document.Dispose();
        _open.Clear();
    }
}
