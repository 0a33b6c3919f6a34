using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>
/// A page of events, newest first. The inner query finds the keys of the page from the few columns that decide it; the outer one reads the wide columns of those
/// rows alone. The place after <paramref name="After"/> is a key, not a count, so rows that arrive meanwhile neither repeat nor hide one.
/// </summary>
public sealed record EventPageQuery(EventFilter Filter, EventKey? After, int Limit)
{
    private const string Order = "event_time DESC, tenant, source, event_id";

    public async Task<IReadOnlyList<EventRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Filter.Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters();
        var where = EventConditions.Build(Filter, parameters) + AfterCondition(parameters);
        parameters.Add("limit", Limit);
        var sql = $$"""
            SELECT {{EventRow.Select}} FROM events
            WHERE (tenant, toStartOfHour(event_time), source, event_id) IN
                (SELECT tenant, toStartOfHour(event_time), source, event_id FROM events WHERE {{where}} ORDER BY {{Order}} LIMIT {limit:UInt32})
            ORDER BY {{Order}}
            """;
        List<EventRow> rows = new(Limit);
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.EventRow, cancellation)) rows.Add(row);
        return rows;
    }

    private string AfterCondition(QueryParameters parameters)
    {
        if (After is null) return "";
        parameters.Add("after_time", After.EventTime).Add("after_tenant", After.Tenant).Add("after_source", After.Source).Add("after_id", After.EventId);
        return " AND event_time <= {after_time:DateTime64(7, 'UTC')} AND (event_time < {after_time:DateTime64(7, 'UTC')}" +
            " OR (tenant, source, event_id) > ({after_tenant:String}, {after_source:String}, {after_id:String}))";
    }
}
