using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>Counts per tenant and source.</summary>
public sealed record SourceCountsQuery(IReadOnlyCollection<string>? Tenants)
{
    /// <summary>Rows of the answer; more sources than that are for SQL.</summary>
    private const int Most = 10_000;

    public async Task<IReadOnlyList<SourceCount>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("most", Most);
        var where = EventConditions.Build(new EventFilter { Tenants = Tenants }, parameters);
        var sql = $$"""
            SELECT tenant, source, count() AS events, min(event_time) AS oldest_event_time, max(event_time) AS newest_event_time, max(collected_at) AS last_collected_at
            FROM events WHERE {{where}} GROUP BY tenant, source ORDER BY tenant, source LIMIT {most:UInt32}
            """;
        List<SourceCount> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.SourceCount, cancellation)) rows.Add(row);
        return rows;
    }
}
