using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditOps.Simulator;

namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary>What a simulated tenant has exposed.</summary>
internal sealed class ExposedTenant(ulong seed, string name, SimulatedTenant account)
{
    /// <summary>What collections are called in the keys of <c>posture.v1</c>.</summary>
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["users"] = "user", ["groups"] = "group", ["transitiveMembers"] = "members", ["identity/conditionalAccess/policies"] = "policy", ["identity/conditionalAccess/namedLocations"] = "location",
        ["directoryRoles"] = "role", ["roleManagement/directory/roleAssignments"] = "assignment",
    };

    public ulong Seed => seed;

    public string Name => name;

    public SimulatedTenant Account => account;

    /// <summary>Source and id → SHA-256 of the bytes.</summary>
    public Dictionary<string, string> Records { get; } = new(StringComparer.Ordinal);

    public int Malformed { get; private set; }

    /// <summary>Kind and id → SHA-256 of the bytes.</summary>
    public Dictionary<string, string> Objects { get; } = new(StringComparer.Ordinal);

    public void Take(string exposed, string directory)
    {
        foreach (var line in exposed.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var record = JsonDocument.Parse(line);
            var root = record.RootElement;
            if (root.TryGetProperty("malformed", out var broken) && broken.GetBoolean()) Malformed++;
            else Records[$"{root.GetProperty("source").GetString()} {root.GetProperty("id").GetString()}"] = root.GetProperty("sha256").GetString()!;
        }

        foreach (var line in directory.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var item = JsonDocument.Parse(line);
            var root = item.RootElement;
            var id = root.GetProperty("id").GetString()!;
            Objects[$"{Kinds[root.GetProperty("collection").GetString()!]} {id}"] = root.TryGetProperty("members", out var members) ? OfMembers(members) : root.GetProperty("sha256").GetString()!;
        }
    }

    public static string OfMembers(JsonElement members) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', members.EnumerateArray().Select(member => member.GetString())))));

    /// <returns>Empty when both sides are the same; else what differs, the first of it.</returns>
    public string Difference(StoredTenant? stored)
    {
        if (stored is null) return $"{name}: nothing is stored";
        var text = new StringBuilder();
        Differ(text, "records", Records, stored.Records);
        Differ(text, "objects", Objects, stored.Objects);
        // A page that was cut every time it was asked for may add a letter of its own; its records are among the stored ones all the same.
        if (stored.Letters < Malformed) text.Append(CultureInfo.InvariantCulture, $"{stored.Letters} dead letters for {Malformed} malformed records; ");
        return text.Length == 0 ? "" : $"{name}: {text}";
    }

    private static void Differ(StringBuilder text, string what, Dictionary<string, string> exposed, Dictionary<string, string> stored)
    {
        var missing = exposed.Keys.Where(id => !stored.ContainsKey(id)).ToList();
        var unknown = stored.Keys.Where(id => !exposed.ContainsKey(id)).ToList();
        var older = exposed.Where(record => stored.TryGetValue(record.Key, out var hash) && hash != record.Value).Select(record => record.Key).ToList();
        if (missing.Count + unknown.Count + older.Count == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"{what}: exposed {exposed.Count}, stored {stored.Count}; ");
        foreach (var (side, list) in new[] { ("missing", missing), ("unknown", unknown), ("of another version", older) })
        {
            if (list.Count > 0) text.Append(CultureInfo.InvariantCulture, $"{list.Count} {side}: {string.Join(", ", list.Take(3))}; ");
        }
    }
}
