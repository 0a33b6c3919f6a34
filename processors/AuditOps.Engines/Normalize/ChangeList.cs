using System.Text.Json;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Engines.Normalize.Text;

namespace AuditOps.Engines.Normalize;

/// <summary>Lists of changed properties in the sources' three spellings: {displayName, oldValue, newValue}, {Name, OldValue, NewValue} and {Name, Old, New}.</summary>
internal static class ChangeList
{
    public static void Add(JsonElement list, EventDraft draft)
    {
        var seen = 0;
        foreach (var item in list.Items())
        {
            if (seen++ == NormalizeLimits.ListItems)
                return;
            var name = item.Text("displayName"u8, "name"u8);
            if (name is null)
                continue;

            // A list of the changed names, not a change of its own.
            if (name is "Included Updated Properties")
                draft.Note("updated_properties", EncodedValue.Decode(item.Text("newValue"u8)));
            else
                draft.AddChange(name, Value(item, "oldValue"u8, "old"u8), Value(item, "newValue"u8, "new"u8));
        }
    }

    /// <summary>Roles and groups named only among the changes of a member's record become targets, so that "who was added to what" is in the targets.</summary>
    public static void AddNamedTargets(EventDraft draft)
    {
        if (draft.Changes.Count == 0)
            return;
        Add(draft, "role", "Role.DisplayName", "Role.ObjectID", "role_name");
        Add(draft, "group", "Group.DisplayName", "Group.ObjectID", "group_name");
    }

    private static void Add(EventDraft draft, string type, string nameProperty, string idProperty, string attribute)
    {
        var name = Find(draft, nameProperty);
        if (name is null)
            return;
        draft.Note(attribute, name);
        var id = Find(draft, idProperty);
        foreach (var target in draft.Targets)
        {
            if (string.Equals(target.Id, id, StringComparison.Ordinal) && string.Equals(target.Type, type, StringComparison.Ordinal) && target.Name is not null)
                return;
        }

        draft.AddTarget(type, id, name);
    }

    private static string? Find(EventDraft draft, string property)
    {
        foreach (var change in draft.Changes)
        {
            if (string.Equals(change.Property, property, StringComparison.Ordinal))
                return change.New ?? change.Old;
        }

        return null;
    }

    private static string? Value(JsonElement item, ReadOnlySpan<byte> name, ReadOnlySpan<byte> other)
    {
        var value = item.Find(name);
        if (value.ValueKind == JsonValueKind.Undefined)
            value = item.Find(other);
        return EncodedValue.Decode(value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : value.AsText());
    }
}
