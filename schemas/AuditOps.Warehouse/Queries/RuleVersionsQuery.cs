using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>Versions of one rule, newest first.</summary>
public sealed record RuleVersionsQuery(string RuleId, string Tenant, int Limit)
{
    public async Task<IReadOnlyList<RuleRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        var parameters = new QueryParameters().Add("id", RuleId).Add("tenant", Tenant).Add("limit", Limit);
        const string Sql = """
            SELECT * FROM rule_revisions WHERE tenant = {tenant:String} AND rule_id = {id:String} ORDER BY revision DESC LIMIT {limit:UInt32}
            """;
        List<RuleRow> rows = [];
        await foreach (var row in client.QueryAsync(Sql, parameters, WarehouseJson.Default.RuleRow, cancellation)) rows.Add(row);
        return rows;
    }
}
