using System.Text.Json;

namespace AuditOps.Simulator.Graph.OData;

/// <summary><c>path/any(x: ...)</c>.</summary>
internal sealed record AnyNode(string Path, ODataNode Inner) : ODataNode
{
    public override bool Matches(JsonElement resource, JsonElement? variable)
    {
        if (PropertyPath.Find(resource, Path) is not { ValueKind: JsonValueKind.Array } items) return false;
        foreach (var item in items.EnumerateArray())
        {
            if (Inner.Matches(resource, item)) return true;
        }

        return false;
    }
}
