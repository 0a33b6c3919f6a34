using System.Text.Json;

namespace AuditOps.Simulator.Graph.OData;

internal static class PropertyPath
{
    /// <summary>What lies at <c>a/b/c</c>; null when it is not there.</summary>
    public static JsonElement? Find(JsonElement resource, string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (resource.ValueKind != JsonValueKind.Object || !resource.TryGetProperty(name, out resource)) return null;
        }

        return resource;
    }
}
