using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditOps.Simulator.Directory;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Http;

namespace AuditOps.Simulator.Control;

/// <summary>Lists every object of a tenant's directory and configuration as it is served now, and who is in each group: what a snapshot of it has to hold.</summary>
internal static class Configured
{
    private static readonly HashSet<string> Listed = new(StringComparer.Ordinal) { "users", "groups", "identity/conditionalAccess/policies", "identity/conditionalAccess/namedLocations", "directoryRoles", "roleManagement/directory/roleAssignments" };

    public static async Task WriteAsync(Tenant tenant, Stream output, CancellationToken cancel)
    {
        var state = new DirectoryState(tenant.Org, tenant.Feeds.Clock.Now);
        foreach (var collection in DirectoryCollections.All.Where(collection => Listed.Contains(collection.Path)))
        {
            foreach (var item in collection.Read(state, "")!)
            {
                var id = IdOf(item.Json);
                var served = JsonSerializer.SerializeToUtf8Bytes(DirectoryEndpoints.Selected(item.Json, null, collection), UnescapedJson.Options);
                await LineAsync(new { collection = collection.Path, id, sha256 = Convert.ToHexStringLower(SHA256.HashData(served)) }, output, cancel);
                if (collection != DirectoryCollections.Groups) continue;
                var members = PeopleAndGroups.Members(state, id, transitive: true)!.Select(member => IdOf(member.Json)).Order(StringComparer.Ordinal);
                await LineAsync(new { collection = "transitiveMembers", id, members }, output, cancel);
            }
        }
    }

    // A value that was made of a GUID shows its quotes.
    private static string IdOf(JsonObject item) => item["id"]!.ToJsonString().Trim('"');

    private static async Task LineAsync(object line, Stream output, CancellationToken cancel)
    {
        await output.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line), cancel);
        await output.WriteAsync("\n"u8.ToArray(), cancel);
    }
}
