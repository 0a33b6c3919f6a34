using System.Text.Json;

namespace AuditOps.Tests.Sigma;

/// <summary>One value: its text (null for JSON null) and whether it can be a number.</summary>
internal sealed record NaiveValue(string? Text, bool Structure)
{
    public static NaiveValue Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => new(null, false),
        JsonValueKind.Object or JsonValueKind.Array => new(element.GetRawText(), true),
        JsonValueKind.String => new(Decode(element), false),
        JsonValueKind.True => new("true", false),
        JsonValueKind.False => new("false", false),
        _ => new(element.GetRawText(), false),
    };

    private static string Decode(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText()[1..^1];
        }
    }
}
