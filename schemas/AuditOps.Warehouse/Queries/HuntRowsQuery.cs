using System.Runtime.CompilerServices;
using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The events of a hunt as they lie, a bounded number. In no order: to sort whole records takes more memory than the server may use.</summary>
public sealed record HuntRowsQuery(HuntScope Scope, int Limit)
{
    public async IAsyncEnumerable<HuntRow> RunAsync(ClickHouseClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Scope.Tenants is { Count: 0 }) yield break;
        var parameters = new QueryParameters().Add("hunt_limit", Limit);
        var sql = $$"""
            SELECT tenant, source, event_id, event_time, collected_at, run, wire_shape, flags, base64Encode(raw) AS bytes FROM events
            WHERE {{Scope.Where(parameters)}} LIMIT {hunt_limit:UInt32}
            """;
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.HuntRow, cancellation)) yield return row;
    }
}
