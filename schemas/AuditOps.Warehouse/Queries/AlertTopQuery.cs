using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The rules, or the actors, with most alerts.</summary>
public sealed record AlertTopQuery(AlertFilter Filter, bool Actors, int Limit)
{
    public async Task<IReadOnlyList<AlertTop>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Filter.Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("limit", Limit);
        var where = AlertConditions.Build(Filter, parameters);
        var columns = Actors ? "actor_key AS name, '' AS title" : "rule_id AS name, argMax(alerts.title, updated_at) AS title";
        var sql = $$"""
            SELECT {{columns}}, count() AS alerts FROM alerts WHERE {{where}} GROUP BY name ORDER BY count() DESC, name LIMIT {limit:UInt32}
            """;
        List<AlertTop> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.AlertTop, cancellation)) rows.Add(row);
        return rows;
    }
}
