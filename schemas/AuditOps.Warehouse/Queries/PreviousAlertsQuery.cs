using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>Other alerts of the same rule on the same group, newest window first: how they were closed says much about this one.</summary>
public sealed record PreviousAlertsQuery(AlertRow Of, int Limit)
{
    public async Task<IReadOnlyList<AlertRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        var parameters = new QueryParameters()
            .Add("tenant", Of.Tenant).Add("rule", Of.RuleId).Add("id", Of.AlertId).Add("names", Of.GroupNames).Add("values", Of.GroupValues).Add("limit", Limit);
        const string Sql = $$"""
            SELECT {{AlertRow.Select}} FROM alerts
            WHERE tenant = {tenant:String} AND rule_id = {rule:String} AND alert_id != {id:String} AND group_names = {names:Array(String)} AND group_values = {values:Array(String)}
            ORDER BY last_seen DESC, alert_id LIMIT {limit:UInt32}
            """;
        List<AlertRow> rows = [];
        await foreach (var row in client.QueryAsync(Sql, parameters, WarehouseJson.Default.AlertRow, cancellation)) rows.Add(row);
        return rows;
    }
}
