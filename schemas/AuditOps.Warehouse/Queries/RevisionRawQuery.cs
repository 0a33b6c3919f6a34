using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The raw bytes of one content that an event has had; null when it never had it.</summary>
/// <param name="ContentHash">Hex, 32 digits.</param>
public sealed record RevisionRawQuery(string Tenant, string Source, string EventId, string ContentHash)
{
    public async Task<byte[]?> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        var parameters = new QueryParameters().Add("tenant", Tenant).Add("source", Source).Add("id", EventId).Add("hash", ContentHash);
        const string Sql = """
            SELECT base64Encode(raw) AS raw FROM event_revisions FINAL
            WHERE tenant = {tenant:String} AND source = {source:String} AND event_id = {id:String} AND content_hash = unhex({hash:String})
            """;
        await foreach (var row in client.QueryAsync(Sql, parameters, WarehouseJson.Default.RawRow, cancellation)) return row.Raw;
        return null;
    }
}
