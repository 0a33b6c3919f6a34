using System.Text.Json;

namespace AuditOps.Simulator.Graph.OData;

internal sealed record NotNode(ODataNode Inner) : ODataNode
{
    public override bool Matches(JsonElement resource, JsonElement? variable) => !Inner.Matches(resource, variable);
}
