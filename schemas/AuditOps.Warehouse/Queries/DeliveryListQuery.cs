using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>A page of notifications, newest first; the place after a page is (planned_at, tenant, delivery_id).</summary>
public sealed record DeliveryListQuery(IReadOnlyCollection<string>? Tenants, string? Target, string? State, string? Alert, string? Id, DeliveryKey? After, int Limit)
{
    public async Task<IReadOnlyList<DeliveryRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("limit", Limit);
        var where = EventConditions.Build(new EventFilter { Tenants = Tenants }, parameters);
        where += Equal("target", Target) + Equal("state", State) + Equal("alert_id", Alert) + Equal("delivery_id", Id);
        if (After is not null)
        {
            parameters.Add("after_time", After.PlannedAt).Add("after_tenant", After.Tenant).Add("after_id", After.Id);
            where += " AND (planned_at < {after_time:DateTime64(3, 'UTC')} OR planned_at = {after_time:DateTime64(3, 'UTC')}" +
                " AND (tenant, delivery_id) > ({after_tenant:String}, {after_id:String}))";
        }

        var sql = $$"""
            SELECT {{DeliveryRow.Select}} FROM deliveries WHERE {{where}} ORDER BY planned_at DESC, tenant, delivery_id LIMIT {limit:UInt32}
            """;
        List<DeliveryRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.DeliveryRow, cancellation)) rows.Add(row);
        return rows;

        string Equal(string column, string? value)
        {
            if (value is null) return "";
            parameters.Add(column, value);
            return $" AND {column} = {{{column}:String}}";
        }
    }
}
