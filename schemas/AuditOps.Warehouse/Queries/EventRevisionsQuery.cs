using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The contents one event has had, newest first, without their raw bytes.</summary>
public sealed record EventRevisionsQuery(string Tenant, string Source, string EventId)
{
    /// <summary>What lies beyond is reached by SQL.</summary>
    private const int Most = 20;

    public async Task<IReadOnlyList<EventRevision>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        var parameters = new QueryParameters().Add("tenant", Tenant).Add("source", Source).Add("id", EventId).Add("most", Most);
        const string Sql = """
            SELECT lower(hex(content_hash)) AS content_hash, event_time, collected_at, run, wire_shape, toUInt32(length(raw)) AS raw_length
            FROM event_revisions FINAL
            WHERE tenant = {tenant:String} AND source = {source:String} AND event_id = {id:String}
            ORDER BY collected_at DESC, content_hash
            LIMIT {most:UInt32}
            """;
        List<EventRevision> rows = [];
        await foreach (var row in client.QueryAsync(Sql, parameters, WarehouseJson.Default.EventRevision, cancellation)) rows.Add(row);
        return rows;
    }
}
