using System.Text.Json.Serialization;
using AuditOps.Warehouse.Client;

namespace AuditOps.Host.Bench;

/// <summary>What people can query of the oracle's tenant at one moment.</summary>
internal sealed record ConservationView
{
    [JsonPropertyName("event_rows")]
    public required long Rows { get; init; }

    [JsonPropertyName("ids")]
    public required long Ids { get; init; }

    /// <summary>See <see cref="ConservationOracle.Fingerprint"/>.</summary>
    [JsonPropertyName("fingerprint")]
    public required ulong Fingerprint { get; init; }

    /// <summary>Versions kept beside.</summary>
    [JsonPropertyName("contents")]
    public required long Contents { get; init; }

    [JsonPropertyName("rolled_up")]
    public required long RolledUp { get; init; }

    [JsonPropertyName("letters")]
    public required long Letters { get; init; }

    [JsonPropertyName("stored")]
    public required long Stored { get; init; }

    [JsonPropertyName("pending")]
    public required long Pending { get; init; }

    public static async Task<ConservationView> ReadAsync(ClickHouseClient clickhouse, string tenant, CancellationToken cancel)
    {
        const string sql = """
            SELECT
                (SELECT count() FROM events WHERE tenant = {tenant:String}) AS event_rows,
                (SELECT uniqExact(event_id) FROM events WHERE tenant = {tenant:String}) AS ids,
                (SELECT groupBitXor(reinterpretAsUInt64(substring(SHA256(raw), 1, 8))) FROM events WHERE tenant = {tenant:String}) AS fingerprint,
                (SELECT count() FROM event_revisions FINAL WHERE tenant = {tenant:String}) AS contents,
                (SELECT sum(contents) FROM event_counts WHERE tenant = {tenant:String}) AS rolled_up,
                (SELECT count() FROM dead_letters WHERE tenant = {tenant:String}) AS letters,
                (SELECT sum(stored) FROM completeness WHERE tenant = {tenant:String}) AS stored,
                (SELECT sum(pending) FROM completeness WHERE tenant = {tenant:String}) AS pending
            """;
        var parameters = new QueryParameters().Add("tenant", tenant);
        await foreach (var row in clickhouse.QueryAsync(sql, parameters, ConservationViewJson.Default.ConservationView, cancel))
            return row;
        throw new HostException("ClickHouse gave no row where there is always one.");
    }
}

[JsonSerializable(typeof(ConservationView))]
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString)]
internal sealed partial class ConservationViewJson : JsonSerializerContext;
