using System.Text.Json;
using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Lists of {Name, Value} (or {Key, Value}): parameters, extended, device and operation properties. Some records hold a plain string instead.</summary>
internal static class NamedValues
{
    public static string? Find(JsonElement list, string name)
    {
        foreach (var item in list.Items())
        {
            if (string.Equals(item.Text("name"u8, "key"u8), name, StringComparison.OrdinalIgnoreCase))
                return item.Text("value"u8);
        }

        return null;
    }

    /// <summary>What a command was given, as changes without an old value.</summary>
    public static void AddAsChanges(JsonElement list, EventDraft draft)
    {
        var seen = 0;
        foreach (var item in list.Items())
        {
            if (seen++ == NormalizeLimits.ListItems)
                return;
            draft.AddChange(item.Text("name"u8, "key"u8), null, item.Text("value"u8) ?? RawText(item.Find("value"u8)));
        }
    }

    private static string? RawText(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : null;
}
