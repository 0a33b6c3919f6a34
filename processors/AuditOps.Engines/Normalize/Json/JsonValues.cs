using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AuditOps.Engines.Normalize.Json;

/// <summary>Reads small objects and single values the way the sources write them: any case, numbers and booleans as strings, blanks for nothing.</summary>
internal static class JsonValues
{
    /// <summary>A string, number or boolean as text without surrounding blanks; null for blank text, null, objects and arrays.</summary>
    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => NullIfBlank(Decode(value)),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static bool? AsFlag(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var number) ? number != 0 : null,
        JsonValueKind.String => Decode(value).Trim() switch
        {
            "1" => true,
            "0" => false,
            var text => bool.TryParse(text, out var flag) ? flag : null,
        },
        _ => null,
    };

    /// <summary>A member of a small object by name without regard to case; of a repeated name the last. Kind Undefined when absent or null.</summary>
    public static JsonElement Find(this JsonElement source, ReadOnlySpan<byte> name)
    {
        if (source.ValueKind != JsonValueKind.Object)
            return default;
        var found = default(JsonElement);
        foreach (var member in source.EnumerateObject())
        {
            if (Ascii.EqualsIgnoreCase(JsonMarshal.GetRawUtf8PropertyName(member), name))
                found = member.Value;
        }

        return found.ValueKind == JsonValueKind.Null ? default : found;
    }

    public static string? Text(this JsonElement source, ReadOnlySpan<byte> name) => source.Find(name).AsText();

    public static string? Text(this JsonElement source, ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => source.Text(name) ?? source.Text(other);

    public static double? Number(this JsonElement source, ReadOnlySpan<byte> name)
    {
        var value = source.Find(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
    }

    /// <summary>The members of an object, or nothing for any other kind.</summary>
    public static JsonElement.ObjectEnumerator Members(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;

    /// <summary>The items of an array, or nothing for any other kind.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    /// <summary>A string's text; an escaped half surrogate, which no string can hold, leaves the escaped text as written.</summary>
    private static string Decode(JsonElement value)
    {
        try
        {
            return value.GetString() ?? string.Empty;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText().Trim('"');
        }
    }

    private static string? NullIfBlank(string text)
    {
        if (text.Length == 0)
            return null;
        if (!char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]))
            return text;
        var trimmed = text.Trim();
        return trimmed.Length == 0 ? null : trimmed;
    }
}
