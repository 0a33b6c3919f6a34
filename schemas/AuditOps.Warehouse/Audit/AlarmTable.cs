using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Audit;

/// <summary>The alarms in force, as rows that people and the API read.</summary>
public sealed class AlarmTable(ClickHouseClient client)
{
    /// <summary>Hours with missing events, as last written.</summary>
    public async Task<IReadOnlyList<MissingEvents>> ReadAsync(CancellationToken cancellation)
    {
        const string Sql = "SELECT tenant, source, hour, toInt64(missing) AS missing, event_ids FROM completeness_alarms WHERE missing > 0";
        List<MissingEvents> alarms = [];
        await foreach (var row in client.QueryAsync(Sql, null, AuditJson.Default.MissingEvents, cancellation)) alarms.Add(row);
        return alarms;
    }

    /// <summary>Writes the newest word on an hour; 0 missing ends its alarm, for the reason given.</summary>
    public Task WriteAsync(MissingEvents alarm, DateTimeOffset detectedAt, AlarmEnd end, DateTimeOffset now, CancellationToken cancellation)
    {
        var parameters = new QueryParameters().Add("tenant", alarm.Tenant).Add("source", alarm.Source).Add("hour", alarm.Hour.ToUnixTimeSeconds())
            .Add("missing", alarm.Missing).Add("ids", [.. alarm.EventIds]).Add("detected", detectedAt).Add("now", now)
            .Add("ended", end switch { AlarmEnd.Back => "back", AlarmEnd.Expired => "expired", _ => "" })
            .Add("until", (now + client.Options.Retention).ToUnixTimeSeconds());
        return client.ExecuteAsync(
            """
            INSERT INTO completeness_alarms_store (tenant, source, hour, missing, event_ids, detected_at, updated_at, retain_until, ended)
            SELECT {tenant:String}, {source:String}, toDateTime({hour:Int64}, 'UTC'), {missing:UInt64}, {ids:Array(String)},
                {detected:DateTime64(7, 'UTC')}, {now:DateTime64(7, 'UTC')}, toDateTime({until:Int64}, 'UTC'), {ended:String}
            """,
            parameters,
            cancellation: cancellation);
    }
}
