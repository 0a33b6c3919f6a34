using System.Text.Json;

namespace AuditOps.Tests.Sigma;

/// <summary>Values of a record by name, found by walking the document once for each name.</summary>
internal sealed class NaiveEvent(string json)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    private readonly JsonDocument _document = JsonDocument.Parse(json, Options);

    /// <summary>The values a name means; null stands for JSON null. Empty when the record has no such field.</summary>
    public List<NaiveValue> Values(string name)
    {
        foreach (var names in Readings(name.Split('.')))
        {
            var found = new List<NaiveValue>();
            Members(_document.RootElement, names, 0, member: false, 0, found);
            if (found.Count > 0)
                return found;
        }

        return [];
    }

    public List<NaiveValue> Leaves()
    {
        var found = new List<NaiveValue>();
        Leaves(_document.RootElement, found);
        return found;
    }

    /// <summary>The ways to read dots, most literal first: each dot separates or belongs to a name.</summary>
    private static IEnumerable<string[]> Readings(string[] parts)
    {
        if (parts.Length > 4)
            return [[string.Join('.', parts)], parts];
        IEnumerable<string[]> readings = [[parts[^1]]];
        for (var i = parts.Length - 2; i >= 0; i--)
        {
            var part = parts[i];
            var rest = readings.ToList();
            readings = rest.Select(names => (string[])[part + "." + names[0], .. names[1..]]).Concat(rest.Select(names => (string[])[part, .. names]));
        }

        return readings;
    }

    private static void Leaves(JsonElement element, List<NaiveValue> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Leaves(property.Value, found);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Leaves(item, found);
                break;
            case JsonValueKind.Null:
                break;
            default:
                found.Add(NaiveValue.Of(element));
                break;
        }
    }

    private static void Collect(JsonElement element, string[] names, int at, bool member, int inside, List<NaiveValue> found)
    {
        if (at < names.Length)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    Members(element, names, at, member, inside, found);
                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                        Collect(item, names, at, true, inside, found);
                    break;
                case JsonValueKind.String when inside < 3:
                    Inner(element, names, at, inside, found);
                    break;
            }

            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, names, at, true, inside, found);
            if (!member && (element.GetArrayLength() == 0 || element.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array)))
                found.Add(NaiveValue.Of(element));
        }
        else if (element.ValueKind != JsonValueKind.Object || !member)
        {
            found.Add(NaiveValue.Of(element));
        }
    }

    private static void Members(JsonElement element, string[] names, int at, bool member, int inside, List<NaiveValue> found)
    {
        var properties = element.EnumerateObject().ToList();
        foreach (var property in properties)
        {
            if (Same(property.Name, names[at]))
                Collect(property.Value, names, at + 1, false, inside, found);
        }

        if (!member)
            return;
        var name = properties.FirstOrDefault(property => (Same(property.Name, "Name") || Same(property.Name, "Key") || Same(property.Name, "DisplayName")) && property.Value.ValueKind == JsonValueKind.String);
        if (name.Value.ValueKind != JsonValueKind.String || !Same(name.Value.GetString()!, names[at]) || !properties.Any(property => Same(property.Name, "Value") || Same(property.Name, "NewValue") || Same(property.Name, "OldValue")))
            return;
        if (at + 1 < names.Length)
            Members(element, names, at + 1, false, inside + 1, found);
        foreach (var value in Current(properties))
            Collect(value, names, at + 1, false, inside + 1, found);
    }

    private static IEnumerable<JsonElement> Current(List<JsonProperty> properties)
    {
        var wanted = properties.Any(property => Same(property.Name, "Value")) ? "Value" : "NewValue";
        return properties.Where(property => Same(property.Name, wanted)).Select(property => property.Value);
    }

    private static void Inner(JsonElement text, string[] names, int at, int inside, List<NaiveValue> found)
    {
        try
        {
            using var document = JsonDocument.Parse(text.GetString()!, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                Members(document.RootElement, names, at, false, inside + 1, found);
            else if (document.RootElement.ValueKind == JsonValueKind.Array)
                foreach (var item in document.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
                    Members(item, names, at, true, inside + 1, found);
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            // Not JSON: nothing lies below it.
        }
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
