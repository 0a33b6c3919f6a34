using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>A page of dead letters, newest first; the place after a page is (failed_at, tenant, id).</summary>
public sealed record DeadLetterListQuery(IReadOnlyCollection<string>? Tenants, DeadLetterKey? After, int Limit)
{
    public async Task<IReadOnlyList<DeadLetterRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("limit", Limit);
        var where = EventConditions.Build(new EventFilter { Tenants = Tenants }, parameters);
        if (After is not null)
        {
            parameters.Add("after_time", After.FailedAt).Add("after_tenant", After.Tenant).Add("after_id", After.Id);
            where += " AND (failed_at < {after_time:DateTime64(3, 'UTC')} OR failed_at = {after_time:DateTime64(3, 'UTC')}" +
                " AND (tenant, id) > ({after_tenant:String}, {after_id:String}))";
        }

        var sql = $$"""
            SELECT id, tenant, source, stage, code, reason, topic, kafka_partition, kafka_offset, record_key, origin, failed_at, run, payload_length, payload_sha256
            FROM dead_letters WHERE {{where}} ORDER BY failed_at DESC, tenant, id LIMIT {limit:UInt32}
            """;
        List<DeadLetterRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.DeadLetterRow, cancellation)) rows.Add(row);
        return rows;
    }
}
