using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>One alert with everything, or null. The id is a hash over the tenant as well, so it names one alert among all tenants.</summary>
public sealed record AlertByIdQuery(string AlertId, IReadOnlyCollection<string>? Tenants)
{
    public async Task<AlertDetailRow?> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return null;
        var parameters = new QueryParameters();
        var where = AlertConditions.Build(new AlertFilter { Tenants = Tenants, Ids = [AlertId], WithHistorical = true, WithTesting = true }, parameters);
        var sql = $"SELECT {AlertDetailRow.SelectAll} FROM alerts WHERE {where} LIMIT 1";
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.AlertDetailRow, cancellation)) return row;
        return null;
    }
}
