using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The events of a hunt counted where they lie: by day, by actor, and as alerts of one actor and window.</summary>
public sealed record HuntCountsQuery(HuntScope Scope, TimeSpan Window, int Actors)
{
    public async Task<(IReadOnlyList<HuntCount> Days, IReadOnlyList<HuntCount> Top, long Alerts)> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Scope.Tenants is { Count: 0 }) return ([], [], 0);
        var days = await ListAsync(client, "toString(toDate(event_time)) AS name, count() AS hits", "GROUP BY name ORDER BY name", cancellation);
        var top = await ListAsync(client, "actor_key AS name, count() AS hits", "GROUP BY name ORDER BY hits DESC, name LIMIT {hunt_actors:UInt32}", cancellation);
        // Windows begin at the Unix epoch; their length is a whole number of milliseconds.
        var alerts = await ListAsync(client, "'' AS name, uniqExact(tenant, lowerUTF8(actor_key), intDiv(toUnixTimestamp64Milli(event_time), {hunt_window:Int64})) AS hits", "", cancellation);
        return (days, top, alerts.Count == 0 ? 0 : alerts[0].Hits);
    }

    private async Task<List<HuntCount>> ListAsync(ClickHouseClient client, string select, string rest, CancellationToken cancellation)
    {
        var parameters = new QueryParameters().Add("hunt_actors", Actors).Add("hunt_window", (long)Window.TotalMilliseconds);
        List<HuntCount> counts = [];
        await foreach (var row in client.QueryAsync($"SELECT {select} FROM events WHERE {Scope.Where(parameters)} {rest}", parameters, WarehouseJson.Default.HuntCount, cancellation)) counts.Add(row);
        return counts;
    }
}
