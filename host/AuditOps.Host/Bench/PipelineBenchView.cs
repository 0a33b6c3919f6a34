using System.Text.Json.Serialization;
using AuditOps.Warehouse.Client;

namespace AuditOps.Host.Bench;

/// <summary>What a query finds of a tenant's events.</summary>
internal sealed class PipelineBenchView(ClickHouseClient clickhouse, string tenant)
{
    /// <summary>Rows that a query sees; repeats that have not been merged yet count too.</summary>
    public async Task<long> CountAsync(CancellationToken cancel)
    {
        var parameters = new QueryParameters().Add("tenant", tenant);
        await foreach (var row in clickhouse.QueryAsync("SELECT count() AS n FROM events_store WHERE tenant = {tenant:String}", parameters, PipelineBenchJson.Default.CountRow, cancel))
            return row.N;
        return 0;
    }

    /// <summary>Numbers of the events above <paramref name="above"/> that a query sees.</summary>
    public async Task<List<long>> NumbersAboveAsync(long above, CancellationToken cancel)
    {
        var numbers = new List<long>();
        var parameters = new QueryParameters().Add("tenant", tenant).Add("above", above < 0 ? "" : PipelineBenchRecords.IdOf(above));
        const string Sql = "SELECT toUInt64(substring(event_id, 25)) AS n FROM events_store WHERE tenant = {tenant:String} AND event_id > {above:String}";
        await foreach (var row in clickhouse.QueryAsync(Sql, parameters, PipelineBenchJson.Default.NumberRow, cancel))
            numbers.Add(row.N);
        return numbers;
    }

    /// <summary>
    /// Contents stored and distinct ids in what people query. Contents are counted where a repeat cannot hide behind its own key: as rows that are not merged
    /// yet, and as places on the enriched topic in the roll-up; the larger counts.
    /// </summary>
    public async Task<(long Rows, long Ids)> CheckAsync(CancellationToken cancel)
    {
        var parameters = new QueryParameters().Add("tenant", tenant);
        const string Sql = """
            SELECT greatest(
                (SELECT count() FROM events_store WHERE tenant = {tenant:String}),
                (SELECT toUInt64(sum(contents)) FROM event_counts WHERE tenant = {tenant:String})) AS rows,
            (SELECT uniqExact(event_id) FROM events WHERE tenant = {tenant:String}) AS ids
            """;
        await foreach (var row in clickhouse.QueryAsync(Sql, parameters, PipelineBenchJson.Default.CheckRow, cancel))
            return (row.Rows, row.Ids);
        return default;
    }

    internal sealed record CountRow([property: JsonPropertyName("n")] long N);

    internal sealed record NumberRow([property: JsonPropertyName("n")] long N);

    internal sealed record CheckRow([property: JsonPropertyName("rows")] long Rows, [property: JsonPropertyName("ids")] long Ids);
}
