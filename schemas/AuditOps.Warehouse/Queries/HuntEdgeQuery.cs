using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>Where in time the events of a hunt become too many.</summary>
/// <param name="Scope">The hunt.</param>
/// <param name="Most">Events that may be read.</param>
public sealed record HuntEdgeQuery(HuntScope Scope, int Most)
{
    /// <summary>Event time of the first event that is one too many; null when all may be read.</summary>
    public async Task<DateTimeOffset?> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Scope.Tenants is { Count: 0 }) return null;
        var parameters = new QueryParameters().Add("hunt_most", Most);
        // Times alone are sorted; the records themselves would not fit into memory.
        var sql = $"SELECT event_time FROM events WHERE {Scope.Where(parameters)} ORDER BY event_time LIMIT 1 OFFSET {{hunt_most:UInt32}}";
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.HuntEdge, cancellation)) return row.EventTime;
        return null;
    }
}
