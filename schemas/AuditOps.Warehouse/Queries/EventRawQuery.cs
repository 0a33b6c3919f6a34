using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The raw bytes of one row of <c>events</c>; null when it is gone.</summary>
public sealed record EventRawQuery(EventKey Key)
{
    public async Task<byte[]?> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        var parameters = new QueryParameters().Add("tenant", Key.Tenant).Add("source", Key.Source).Add("id", Key.EventId).Add("time", Key.EventTime);
        const string Sql = """
            SELECT base64Encode(raw) AS raw FROM events
            WHERE tenant = {tenant:String} AND event_time = {time:DateTime64(7, 'UTC')} AND source = {source:String} AND event_id = {id:String}
            """;
        await foreach (var row in client.QueryAsync(Sql, parameters, WarehouseJson.Default.RawRow, cancellation)) return row.Raw;
        return null;
    }

    internal sealed record RawRow(byte[] Raw);
}
