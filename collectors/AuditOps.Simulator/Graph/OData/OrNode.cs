using System.Text.Json;

namespace AuditOps.Simulator.Graph.OData;

internal sealed record OrNode(ODataNode Left, ODataNode Right) : ODataNode
{
    public override bool Matches(JsonElement resource, JsonElement? variable) => Left.Matches(resource, variable) || Right.Matches(resource, variable);
}
