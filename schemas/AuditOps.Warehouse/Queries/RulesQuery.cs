using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The newest version of every rule that people wrote or changed, removed ones not, in the order of tenant and id.</summary>
/// <param name="Tenants">Owners whose rules may be seen; null for all.</param>
public sealed record RulesQuery(IReadOnlyCollection<string>? Tenants, string? Status, (string Tenant, string RuleId)? After, int Limit)
{
    public async Task<IReadOnlyList<RuleRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("limit", Limit);
        var (inner, outer) = ("1", "yaml != ''");
        if (Tenants is not null)
        {
            parameters.Add("tenants", Tenants);
            inner += " AND tenant IN {tenants:Array(String)}";
        }

        if (After is { } after)
        {
            parameters.Add("after_tenant", after.Tenant).Add("after_id", after.RuleId);
            inner += " AND (tenant, rule_id) > ({after_tenant:String}, {after_id:String})";
        }

        if (Status is not null)
        {
            parameters.Add("status", Status);
            outer += " AND status = {status:String}";
        }

        var sql = $$"""
            SELECT * FROM (SELECT * FROM rule_revisions WHERE {{inner}} ORDER BY tenant, rule_id, revision DESC LIMIT 1 BY tenant, rule_id)
            WHERE {{outer}} ORDER BY tenant, rule_id LIMIT {limit:UInt32}
            """;
        List<RuleRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.RuleRow, cancellation)) rows.Add(row);
        return rows;
    }
}
