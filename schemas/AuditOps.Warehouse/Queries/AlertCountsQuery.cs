using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>Alerts per status and severity.</summary>
public sealed record AlertCountsQuery(AlertFilter Filter)
{
    public async Task<IReadOnlyList<AlertCount>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Filter.Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters();
        var where = AlertConditions.Build(Filter, parameters);
        var sql = $"SELECT status, severity, count() AS alerts, min(created_at) AS oldest_created_at FROM alerts WHERE {where} GROUP BY status, severity, severity_rank ORDER BY status, severity_rank DESC";
        List<AlertCount> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.AlertCount, cancellation)) rows.Add(row);
        return rows;
    }
}
