using System.Text;
using System.Text.Json;

namespace AuditOps.Engines.Normalize.Text;

/// <summary>Old and new values that Entra writes as JSON inside a string: <c>"\"x\""</c>, <c>"[\"a\"]"</c>, <c>"[\r\n \"a\"\r\n]"</c>.</summary>
internal static class EncodedValue
{
    /// <summary>The value without its encoding: a lone string or a list of one gives the string, a longer list its items joined by ", ". What is not encoded stays as it is; nothing gives null.</summary>
    public static string? Decode(string? text)
    {
        if (text is null)
            return null;
        var span = text.AsSpan().Trim();
        if (span.IsEmpty || span is "null" or "[]" or "\"\"" or "[\"\"]")
            return null;
        if (span[0] == '"' && Plain(span, 1, out var simple) || span[0] == '[' && span.Length > 4 && span[1] == '"' && Plain(span, 2, out simple))
            return simple;
        return span[0] is '"' or '[' ? Parse(span) ?? text : text;
    }

    /// <summary>Quotes (and brackets) around text that needs no unescaping, the usual case.</summary>
    private static bool Plain(ReadOnlySpan<char> span, int edge, out string? inner)
    {
        inner = null;
        if (span.Length < edge * 2 || span[^edge] != '"' || (edge == 2 && span[^1] != ']'))
            return false;
        var body = span[edge..^edge];
        if (body.ContainsAny('"', '\\'))
            return false;
        inner = body.ToString();
        return true;
    }

    private static string? Parse(ReadOnlySpan<char> span)
    {
        try
        {
            using var document = JsonDocument.Parse(span.ToString());
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.String)
                return root.GetString();
            if (root.ValueKind != JsonValueKind.Array)
                return null;
            var joined = new StringBuilder();
            foreach (var item in root.EnumerateArray())
            {
                if (joined.Length > 0)
                    joined.Append(", ");
                joined.Append(item.ValueKind == JsonValueKind.String ? item.GetString() : item.GetRawText());
            }

            return joined.Length > 0 ? joined.ToString() : null;
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            // Looks encoded but is not: the caller keeps it as written.
            return null;
        }
    }
}
