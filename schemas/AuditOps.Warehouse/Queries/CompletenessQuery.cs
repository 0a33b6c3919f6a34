using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>A page of completeness, newest hour of collection first.</summary>
/// <param name="From">First hour; null for all.</param>
/// <param name="To">The hours before this; null for all.</param>
public sealed record CompletenessQuery(IReadOnlyCollection<string>? Tenants, string? Source, DateTimeOffset? From, DateTimeOffset? To, CompletenessKey? After, int Limit)
{
    /// <summary>Enough to look into; the table of alarms has more.</summary>
    private const int MostIds = 20;

    public async Task<IReadOnlyList<CompletenessRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("limit", Limit).Add("ids", MostIds);
        var where = EventConditions.Build(new EventFilter { Tenants = Tenants, Source = Source }, parameters);
        if (From is { } from)
        {
            parameters.Add("from", from);
            where += " AND hour >= {from:DateTime64(7, 'UTC')}";
        }

        if (To is { } to)
        {
            parameters.Add("to", to);
            where += " AND hour < {to:DateTime64(7, 'UTC')}";
        }

        if (After is not null)
        {
            parameters.Add("after_hour", After.Hour).Add("after_tenant", After.Tenant).Add("after_source", After.Source);
            where += " AND (hour < {after_hour:DateTime64(7, 'UTC')} OR hour = {after_hour:DateTime64(7, 'UTC')}" +
                " AND (tenant, source) > ({after_tenant:String}, {after_source:String}))";
        }

        // An hour may have an alarm and no counts: its events were stored before anything was counted.
        var sql = $$"""
            SELECT tenant, source, hour,
                sum(n.1) AS collected, sum(n.2) AS published, sum(n.3) AS admitted, sum(n.4) AS duplicates, sum(n.5) AS revisions, sum(n.6) AS dead_lettered,
                sum(n.7) AS stored, sum(n.8) AS letters_stored, sum(n.9) AS evicted, sum(n.10) AS pending, sum(n.11) AS expired,
                sum(gone) AS missing, arraySlice(groupArrayArray(gone_ids), 1, {ids:UInt32}) AS missing_ids, maxOrNull(gone_at) AS missing_since
            FROM
            (
                SELECT tenant, source, hour, (collected, published, admitted, duplicates, revisions, dead_lettered, stored, letters_stored, evicted, pending, expired) AS n,
                    toInt64(0) AS gone, CAST([], 'Array(String)') AS gone_ids, CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS gone_at
                FROM completeness WHERE {{where}}
                UNION ALL
                SELECT tenant, source, hour, (toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0)) AS n,
                    toInt64(missing) AS gone, event_ids AS gone_ids, CAST(detected_at, 'Nullable(DateTime64(3, \'UTC\'))') AS gone_at
                FROM completeness_alarms WHERE missing > 0 AND {{where}}
            )
            GROUP BY tenant, source, hour ORDER BY hour DESC, tenant, source LIMIT {limit:UInt32}
            """;
        List<CompletenessRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.CompletenessRow, cancellation)) rows.Add(row);
        return rows;
    }
}
