using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The alarms in force, the oldest first.</summary>
/// <param name="Tenants">Null for all and for the installation itself.</param>
public sealed record AlarmsQuery(IReadOnlyCollection<string>? Tenants, string? Source, AlarmKey? After, int Limit)
{
    public async Task<IReadOnlyList<AlarmRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("limit", Limit);
        var where = EventConditions.Build(new EventFilter { Tenants = Tenants, Source = Source }, parameters);
        if (After is not null)
        {
            parameters.Add("after_since", After.Since).Add("after_tenant", After.Tenant).Add("after_source", After.Source).Add("after_reporter", After.Reporter);
            where += " AND (since, tenant, source, reporter) > ({after_since:DateTime64(3, 'UTC')}, {after_tenant:String}, {after_source:String}, {after_reporter:String})";
        }

        var sql = $$"""
            SELECT tenant, source, reporter, state, since, code, error, what_to_do, lag_seconds, updated_at
            FROM {{SourceHealthView.Sql}} WHERE state IN ('throttled', 'degraded', 'failing', 'silent') AND {{where}}
            ORDER BY since, tenant, source, reporter LIMIT {limit:UInt32}
            """;
        List<AlarmRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.AlarmRow, cancellation)) rows.Add(row);
        return rows;
    }
}
