using System.Globalization;
using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Queries;

/// <summary>The risk of an actor in each tenant where it has alerts. Alerts of imports, of rules in testing, and closed as false positives do not count.</summary>
/// <param name="Tenants">Tenants to look in; null for all.</param>
/// <param name="Actor">Key of the actor.</param>
/// <param name="Now">When.</param>
/// <param name="HalfLife">Time after which an alert counts half.</param>
/// <param name="Memory">Age at which it counts no more.</param>
/// <param name="Scores">By severity, from informational to critical.</param>
/// <param name="Except">Rule whose alerts do not count: the one about risk itself.</param>
public sealed record EntityQuery(IReadOnlyCollection<string>? Tenants, string Actor, DateTimeOffset Now, TimeSpan HalfLife, TimeSpan Memory, IReadOnlyList<double> Scores, string Except)
{
    private const int MostTenants = 1_000;

    public async Task<IReadOnlyList<EntityRow>> RunAsync(ClickHouseClient client, CancellationToken cancellation)
    {
        if (Tenants is { Count: 0 }) return [];
        var parameters = new QueryParameters().Add("now", Now).Add("since", Now - Memory).Add("half", (long)HalfLife.TotalSeconds).Add("except", Except).Add("limit", MostTenants);
        var where = AlertConditions.Build(new AlertFilter { Tenants = Tenants, Actor = Actor }, parameters);
        var scores = string.Join(", ", Scores.Select(score => score.ToString("R", CultureInfo.InvariantCulture)));
        var sql = $$"""
            SELECT tenant, sum(transform(toString(severity), ['informational', 'low', 'medium', 'high', 'critical'], [{{scores}}]::Array(Float64), toFloat64(0))
                * exp2(-greatest(0, dateDiff('second', first_seen, {now:DateTime64(7, 'UTC')})) / {half:Int64})) AS risk,
                count() AS alerts, countIf(status IN ('open', 'acknowledged')) AS unfinished, max(alerts.last_seen) AS last_seen
            FROM alerts WHERE {{where}} AND first_seen > {since:DateTime64(7, 'UTC')} AND status != 'false_positive' AND rule_id != {except:String}
            GROUP BY tenant ORDER BY risk DESC, tenant LIMIT {limit:UInt32}
            """;
        List<EntityRow> rows = [];
        await foreach (var row in client.QueryAsync(sql, parameters, WarehouseJson.Default.EntityRow, cancellation)) rows.Add(row);
        return rows;
    }
}
