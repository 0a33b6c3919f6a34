using System.Text.Json;

namespace AuditOps.Simulator.Graph.OData;

/// <summary><c>startswith</c>, <c>endswith</c> or <c>contains</c>; compared without case.</summary>
internal sealed record FunctionNode(string Name, string? Path, string Text) : ODataNode
{
    public override bool Matches(JsonElement resource, JsonElement? variable)
    {
        if ((Path is null ? variable : PropertyPath.Find(resource, Path)) is not { ValueKind: JsonValueKind.String } value) return false;
        var actual = value.GetString()!;
        return Name switch
        {
            "startswith" => actual.StartsWith(Text, StringComparison.OrdinalIgnoreCase),
            "endswith" => actual.EndsWith(Text, StringComparison.OrdinalIgnoreCase),
            _ => actual.Contains(Text, StringComparison.OrdinalIgnoreCase),
        };
    }
}
