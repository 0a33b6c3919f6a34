using System.Text.Json;
using System.Text.Json.Serialization;
using AuditOps.Api;

namespace AuditOps.Host.Commands;

/// <summary>Keys of the API from a file, so that a caller can be held to its own tenants.</summary>
internal static class ApiKeysFile
{
    /// <exception cref="HostException">The file is not there, or is not such a list; what it holds is not repeated.</exception>
    public static IReadOnlyList<ApiKey> Read(string file)
    {
        if (!File.Exists(file))
            throw new HostException($"the keys file {file} does not exist.");
        try
        {
            var entries = JsonSerializer.Deserialize(File.ReadAllBytes(file), ApiKeysJson.Default.ListEntry) ?? [];
            return [.. entries.Select(entry => new ApiKey { Name = entry.Name, Key = entry.Key, Tenants = entry.Tenants })];
        }
        catch (JsonException e)
        {
            throw new HostException($"the keys file {file} is not a JSON list of name, key and tenants (line {e.LineNumber + 1}).", e);
        }
    }

    /// <param name="Name">For logs.</param>
    /// <param name="Key">What callers send.</param>
    /// <param name="Tenants">The tenants it may see; null for all.</param>
    internal sealed record Entry(
        [property: JsonRequired] string Name, [property: JsonRequired] string Key, IReadOnlyList<string>? Tenants = null);
}

[JsonSerializable(typeof(List<ApiKeysFile.Entry>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class ApiKeysJson : JsonSerializerContext;
