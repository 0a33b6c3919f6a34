using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Audit;

/// <summary>What completeness says of records that expired before they were stored.</summary>
public sealed class ExpiredTable(ClickHouseClient client)
{
    /// <summary>Hours with losses that were counted since then.</summary>
    public async Task<IReadOnlyList<ExpiredRecords>> ReadAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        const string Sql = """
            SELECT tenant, source, hour, toInt64(sum(expired)) AS records, min(counted_at) AS since
            FROM (SELECT * FROM completeness_store FINAL WHERE expired > 0)
            GROUP BY tenant, source, hour HAVING max(counted_at) >= {since:DateTime64(3, 'UTC')}
            ORDER BY hour, tenant, source
            SETTINGS max_threads = 1
            """;
        var parameters = new QueryParameters().Add("since", since);
        List<ExpiredRecords> rows = [];
        await foreach (var row in client.QueryAsync(Sql, parameters, AuditJson.Default.ExpiredRecords, cancellation)) rows.Add(row);
        return rows;
    }
}
