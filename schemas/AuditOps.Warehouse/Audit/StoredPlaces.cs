using AuditOps.Warehouse.Client;

namespace AuditOps.Warehouse.Audit;

/// <summary>Which places of the events' topic are in the table. No index helps: it is for the rare case that the records themselves are gone.</summary>
public sealed class StoredPlaces(ClickHouseClient client)
{
    /// <param name="epoch">Epoch of the topic.</param>
    /// <param name="partition">Partition.</param>
    /// <param name="from">First offset.</param>
    /// <param name="to">Offset after the last.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<StoredPlacesRow>> ReadAsync(long epoch, int partition, long from, long to, CancellationToken cancellation)
    {
        const string Sql = """
            SELECT tenant, source, toStartOfHour(collected_at) AS hour, toInt64(uniqExact(kafka_offset)) AS records
            FROM events_store
            WHERE kafka_epoch = {epoch:Int64} AND kafka_partition = {partition:Int32} AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64} AND is_deleted = 0
            GROUP BY tenant, source, hour
            SETTINGS max_threads = 1
            """;
        var parameters = new QueryParameters().Add("epoch", epoch).Add("partition", partition).Add("from", from).Add("to", to);
        List<StoredPlacesRow> rows = [];
        await foreach (var row in client.QueryAsync(Sql, parameters, AuditJson.Default.StoredPlacesRow, cancellation)) rows.Add(row);
        return rows;
    }
}
