using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>A page of sources and how they do, by tenant and source.</summary>
/// <param name="Tenants">Null for all and for the installation itself.</param>
public sealed record SourcesQuery(IReadOnlyCollection<string>? Tenants, string? Source, string? State, SourceKey? After, int Limit)
{
    public async Task<IReadOnlyList<SourceRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("limit", Limit);
        var where = EventConditions.Build(new EventFilter { Tenants = Tenants, Source = Source }, parameters);
        if (State is not null)
        {
            parameters.Add("state", State);
            where += " AND state = {state:String}";
        }

        if (After is not null)
        {
            parameters.Add("after_tenant", After.Tenant).Add("after_source", After.Source).Add("after_reporter", After.Reporter);
            where += " AND (tenant, source, reporter) > ({after_tenant:String}, {after_source:String}, {after_reporter:String})";
        }

        var sql = $$"""
            SELECT tenant, source, reporter, state, since, code, error, what_to_do, last_attempt_at, last_success_at, last_record_at, next_run_at, lag_seconds, throttled_seconds,
                arrayMap((f, t, r, n) -> CAST((f, t, r, n), 'Tuple(from DateTime64(3, \'UTC\'), to DateTime64(3, \'UTC\'), reason String, records Nullable(Int32))'), gap_from, gap_to, gap_reason, gap_records) AS gaps,
                updated_at
            FROM {{SourceHealthView.Sql}} WHERE {{where}}
            ORDER BY tenant, source, reporter LIMIT {limit:UInt32}
            """;
        List<SourceRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.SourceRow, cancellation)) rows.Add(row);
        return rows;
    }
}
