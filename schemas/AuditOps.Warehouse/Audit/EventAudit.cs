using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Audit;

/// <summary>
/// Looks for events that are gone. Every content is written twice, to <c>events_store</c> and to <c>event_revisions</c>, and its id, hashed, goes into the sets of
/// <c>event_ids_store</c>. What only the second still has was taken out of the first by something else than us, and can be named; of what is gone from both the sets
/// still tell tenant, source, hour and number. What has expired counts nowhere: a set that has begun to expire is left out as a whole, for an hour of collection at most.
/// </summary>
public sealed class EventAudit(ClickHouseClient client)
{
    /// <summary>Ids kept of each hour; more are counted.</summary>
    private const int MostIds = 100;

    /// <summary>Hours looked into at a time; the rest shows up once these are mended.</summary>
    private const int MostHours = 200;

    public async Task<IReadOnlyList<PartitionMark>> MarksAsync(CancellationToken cancellation)
    {
        const string Sql = """
            SELECT partition AS month, toString(groupBitXor(cityHash64(table, name))) AS mark
            FROM system.parts
            WHERE database = currentDatabase() AND active AND table IN ('events_store', 'event_revisions', 'event_ids_store')
            GROUP BY partition ORDER BY partition
            """;
        List<PartitionMark> marks = [];
        await foreach (var mark in client.QueryAsync(Sql, null, AuditJson.Default.PartitionMark, cancellation)) marks.Add(mark);
        return marks;
    }

    /// <summary>What is missing of one month. Counts first, which reads keys only; ids are compared where the counts differ.</summary>
    public async Task<IReadOnlyList<MissingEvents>> MissingAsync(string month, CancellationToken cancellation)
    {
        var hours = await DifferingHoursAsync(month, cancellation);
        if (hours.Count == 0) return [];
        var first = await AbsentAsync(month, hours, cancellation);
        // The tables are read one after the other, so a row that came between looks absent once, but not twice.
        return first.Count == 0 ? first : await AbsentAsync(month, hours, cancellation);
    }

    /// <summary>Why an alarm is over of which nothing is found missing any more, or that it is not: with rows, revisions and sets all gone nothing differs either.</summary>
    public async Task<AlarmEnd> EndOfAsync(MissingEvents alarm, DateTimeOffset now, CancellationToken cancellation)
    {
        // What was collected first in the hour expires first, and from then on the hour is not compared any more.
        if (now >= alarm.Hour + client.Options.Retention) return AlarmEnd.Expired;
        const string Sql = """
            SELECT
                toInt64((SELECT uniqExact(event_id) FROM events_store WHERE tenant = {tenant:String} AND source = {source:String} AND event_id IN {ids:Array(String)} AND is_deleted = 0)) AS named,
                toInt64((SELECT count() FROM event_ids_store WHERE tenant = {tenant:String} AND source = {source:String} AND collected = toDateTime({hour:Int64}, 'UTC'))) AS sets
            SETTINGS max_threads = 1
            """;
        var parameters = new QueryParameters().Add("tenant", alarm.Tenant).Add("source", alarm.Source).Add("hour", alarm.Hour.ToUnixTimeSeconds()).Add("ids", [.. alarm.EventIds]);
        await foreach (var left in client.QueryAsync(Sql, parameters, AuditJson.Default.LeftOfAlarm, cancellation))
        {
            var isTold = alarm.Missing <= alarm.EventIds.Count || left.Sets > 0;
            return left.Named >= alarm.EventIds.Count && isTold ? AlarmEnd.Back : AlarmEnd.None;
        }

        return AlarmEnd.None;
    }

    private async Task<List<MissingEvents>> AbsentAsync(string month, List<DifferingHour> hours, CancellationToken cancellation)
    {
        var named = await NamedAsync(month, hours, cancellation);
        var counted = await CountedAsync(month, hours, cancellation);
        // What can be named is among what can be counted, unless its set is left out.
        List<MissingEvents> missing = [.. counted.Select(one => named.Find(other => IsSameHour(one, other)) is { } known ? known with { Missing = Math.Max(known.Missing, one.Missing) } : one)];
        missing.AddRange(named.Where(one => !counted.Exists(other => IsSameHour(one, other))));
        return missing;
    }

    private static bool IsSameHour(MissingEvents one, MissingEvents other) => one.Tenant == other.Tenant && one.Source == other.Source && one.Hour == other.Hour;

    private async Task<List<DifferingHour>> DifferingHoursAsync(string month, CancellationToken cancellation)
    {
        const string Sql = """
            SELECT DISTINCT hour FROM
            (
                SELECT tenant, source, toStartOfHour(event_time) AS hour, uniqExact(cityHash64(event_id)) AS came, 0 AS there
                FROM event_revisions WHERE toYYYYMM(event_time) = {month:UInt32} AND retain_until > now() GROUP BY tenant, source, hour
                UNION ALL
                SELECT tenant, source, hour, length(groupUniqArrayMerge(ids)) AS came, 0 AS there
                FROM event_ids_store WHERE toYYYYMM(hour) = {month:UInt32} AND expires_from > now() GROUP BY tenant, source, hour
                UNION ALL
                SELECT tenant, source, toStartOfHour(event_time) AS hour, 0 AS came, uniqExact(cityHash64(event_id)) AS there
                FROM events_store WHERE toYYYYMM(event_time) = {month:UInt32} AND retain_until > now() GROUP BY tenant, source, hour
            )
            GROUP BY tenant, source, hour HAVING max(came) > sum(there)
            ORDER BY hour LIMIT {most:UInt32}
            SETTINGS max_threads = 1
            """;
        List<DifferingHour> hours = [];
        var parameters = new QueryParameters().Add("month", month).Add("most", MostHours);
        await foreach (var hour in client.QueryAsync(Sql, parameters, AuditJson.Default.DifferingHour, cancellation)) hours.Add(hour);
        return hours;
    }

    private Task<List<MissingEvents>> NamedAsync(string month, List<DifferingHour> hours, CancellationToken cancellation)
    {
        const string Sql = """
            SELECT tenant, source, toStartOfHour(newest) AS hour, toInt64(count()) AS missing, arraySlice(arraySort(groupArray(event_id)), 1, {ids:UInt32}) AS event_ids
            FROM
            (
                SELECT tenant, source, event_id, toStartOfHour(event_time) AS event_hour, max(collected_at) AS newest
                FROM event_revisions
                WHERE toYYYYMM(event_time) = {month:UInt32} AND retain_until > now()
                    AND event_time >= {from:DateTime64(7, 'UTC')} AND event_time < {to:DateTime64(7, 'UTC')}
                    AND has({hours:Array(String)}, toString(toUnixTimestamp(toStartOfHour(event_time))))
                    AND (tenant, source, toStartOfHour(event_time), event_id) NOT IN
                    (
                        SELECT tenant, source, toStartOfHour(event_time), event_id FROM events_store
                        WHERE toYYYYMM(event_time) = {month:UInt32} AND event_time >= {from:DateTime64(7, 'UTC')} AND event_time < {to:DateTime64(7, 'UTC')}
                            AND has({hours:Array(String)}, toString(toUnixTimestamp(toStartOfHour(event_time))))
                    )
                GROUP BY tenant, source, event_id, event_hour
            )
            GROUP BY tenant, source, hour ORDER BY tenant, source, hour
            SETTINGS max_threads = 1
            """;
        return RunAsync(Sql, month, hours, cancellation);
    }

    private Task<List<MissingEvents>> CountedAsync(string month, List<DifferingHour> hours, CancellationToken cancellation)
    {
        const string Sql = """
            SELECT tenant, source, newest AS hour, toInt64(count()) AS missing, CAST([], 'Array(String)') AS event_ids
            FROM
            (
                SELECT tenant, source, event_hour, id, max(collected) AS newest
                FROM
                (
                    SELECT tenant, source, hour AS event_hour, collected, arrayJoin(groupUniqArrayMerge(ids)) AS id
                    FROM event_ids_store
                    WHERE toYYYYMM(hour) = {month:UInt32} AND expires_from > now() AND has({hours:Array(String)}, toString(toUnixTimestamp(hour)))
                    GROUP BY tenant, source, hour, collected
                )
                WHERE (tenant, source, event_hour, id) NOT IN
                (
                    SELECT tenant, source, toStartOfHour(event_time), cityHash64(event_id) FROM events_store
                    WHERE toYYYYMM(event_time) = {month:UInt32} AND event_time >= {from:DateTime64(7, 'UTC')} AND event_time < {to:DateTime64(7, 'UTC')}
                        AND has({hours:Array(String)}, toString(toUnixTimestamp(toStartOfHour(event_time))))
                )
                GROUP BY tenant, source, event_hour, id
            )
            GROUP BY tenant, source, hour ORDER BY tenant, source, hour
            SETTINGS max_threads = 1
            """;
        return RunAsync(Sql, month, hours, cancellation);
    }

    private async Task<List<MissingEvents>> RunAsync(string sql, string month, List<DifferingHour> hours, CancellationToken cancellation)
    {
        var parameters = new QueryParameters().Add("month", month).Add("ids", MostIds)
            .Add("from", hours.Min(h => h.Hour)).Add("to", hours.Max(h => h.Hour).AddHours(1))
            .Add("hours", [.. hours.Select(h => h.Hour.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        List<MissingEvents> missing = [];
        await foreach (var row in client.QueryAsync(sql, parameters, AuditJson.Default.MissingEvents, cancellation)) missing.Add(row);
        return missing;
    }
}
