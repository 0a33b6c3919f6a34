using System.Text.Json;

namespace AuditOps.Simulator.Graph.OData;

/// <summary>One part of a <c>$filter</c>, decided on the JSON of a resource.</summary>
internal abstract record ODataNode
{
    /// <param name="variable">What a lambda's variable stands for, inside of one.</param>
    public abstract bool Matches(JsonElement resource, JsonElement? variable);
}
