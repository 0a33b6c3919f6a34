using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>What was planned to be sent: the alert in Avro as it was then. Null when it is not known any more.</summary>
public sealed record DeliveryPayloadQuery(string Tenant, string DeliveryId)
{
    public async Task<byte[]?> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        var parameters = new QueryParameters().Add("tenant", Tenant).Add("id", DeliveryId);
        const string Sql = """
            SELECT base64Encode(payload) AS payload FROM delivery_steps_store
            WHERE tenant = {tenant:String} AND delivery_id = {id:String} AND state = 'planned' AND notEmpty(payload) ORDER BY round DESC LIMIT 1
            """;
        await foreach (var row in client.QueryAsync(Sql, parameters, WarehouseJson.Default.PayloadRow, cancellation)) return Convert.FromBase64String(row.Payload);
        return null;
    }

    internal sealed record PayloadRow(string Payload);
}
