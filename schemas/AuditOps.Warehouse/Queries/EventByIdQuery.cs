using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The events with one id. An id is unique within a tenant and source only, so there can be several.</summary>
public sealed record EventByIdQuery(string EventId, IReadOnlyCollection<string>? Tenants, string? Source)
{
    /// <summary>Enough to show that the id is ambiguous.</summary>
    private const int Most = 20;

    public async Task<IReadOnlyList<EventRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("id", EventId).Add("most", Most);
        var where = EventConditions.Build(new EventFilter { Tenants = Tenants, Source = Source }, parameters);
        var sql = $$"""
            SELECT {{EventRow.Select}} FROM events WHERE event_id = {id:String} AND {{where}} ORDER BY tenant, source, event_time DESC LIMIT {most:UInt32}
            """;
        List<EventRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.EventRow, cancellation)) rows.Add(row);
        return rows;
    }
}
