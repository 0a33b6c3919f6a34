using System.Globalization;
using System.Text.Json;

namespace AuditOps.Simulator.Graph.OData;

/// <summary>A property against a value; a null path is the lambda's variable itself.</summary>
internal sealed record CompareNode(string? Path, string Operator, ODataLiteral Value) : ODataNode
{
    public override bool Matches(JsonElement resource, JsonElement? variable)
    {
        var actual = Path is null ? variable : PropertyPath.Find(resource, Path);
        if (Value is { Text: null, Time: null, Number: null, Truth: null })
        {
            var isNull = actual is null or { ValueKind: JsonValueKind.Null };
            return Operator == "eq" ? isNull : Operator == "ne" && !isNull;
        }

        return Order(actual) is { } order
            ? Operator switch { "eq" => order == 0, "ne" => order != 0, "gt" => order > 0, "ge" => order >= 0, "lt" => order < 0, _ => order <= 0 }
            : Operator == "ne";
    }

    private int? Order(JsonElement? actual)
    {
        if (actual is not { } value) return null;
        if (Value.Time is { } time)
            return value.ValueKind == JsonValueKind.String && DateTime.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var when) ? when.CompareTo(time) : null;
        if (Value.Number is { } number) return value.ValueKind == JsonValueKind.Number ? value.GetDouble().CompareTo(number) : null;
        if (Value.Truth is { } truth) return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean().CompareTo(truth) : null;
        return value.ValueKind == JsonValueKind.String ? string.Compare(value.GetString(), Value.Text, StringComparison.OrdinalIgnoreCase) : null;
    }
}
