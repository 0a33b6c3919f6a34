using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>A page of alerts, the worst first and among equals the oldest. The place after <paramref name="After"/> is a key, not a count.</summary>
public sealed record AlertPageQuery(AlertFilter Filter, AlertKey? After, int Limit)
{
    public async Task<IReadOnlyList<AlertRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Filter.Tenants is { Count: 0 } || Filter.Ids is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("limit", Limit);
        var where = AlertConditions.Build(Filter, parameters) + AfterCondition(parameters);
        var sql = $$"""
            SELECT {{AlertRow.Select}} FROM alerts WHERE {{where}} ORDER BY severity_rank DESC, created_at, tenant, alert_id LIMIT {limit:UInt32}
            """;
        List<AlertRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.AlertRow, cancellation)) rows.Add(row);
        return rows;
    }

    private string AfterCondition(QueryParameters parameters)
    {
        if (After is null) return "";
        parameters.Add("after_rank", After.SeverityRank).Add("after_time", After.CreatedAt).Add("after_tenant", After.Tenant).Add("after_id", After.AlertId);
        return " AND (severity_rank < {after_rank:UInt8} OR severity_rank = {after_rank:UInt8}" +
            " AND (created_at, tenant, alert_id) > ({after_time:DateTime64(3, 'UTC')}, {after_tenant:String}, {after_id:String}))";
    }
}
