using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditOps.Host.Supervision;

/// <summary>What <c>up --ready-file</c> writes; scripts rely on the names.</summary>
internal sealed record ReadyFile
{
    [JsonPropertyName("api")]
    public required string Api { get; init; }

    [JsonPropertyName("kafka")]
    public required string Kafka { get; init; }

    [JsonPropertyName("clickhouse")]
    public required string ClickHouse { get; init; }

    /// <summary>Process ids by role: host, broker, clickhouse, process, collect, api, simulate. A role that does not run is null.</summary>
    [JsonPropertyName("pids")]
    public required IReadOnlyDictionary<string, int?> Pids { get; init; }

    public void WriteTo(string path)
    {
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
