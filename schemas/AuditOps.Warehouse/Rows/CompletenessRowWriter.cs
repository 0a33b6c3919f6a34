using AuditOps.Schemas.Contracts;

namespace AuditOps.Warehouse.Rows;

/// <summary>One <see cref="CompletenessCount"/> as one row of <c>completeness_store</c>, in step with <c>schemas/clickhouse/0004_completeness.sql</c> and <c>0009_expired.sql</c>.</summary>
public sealed class CompletenessRowWriter(TimeSpan retention)
{
    public const string Table = "completeness_store";

    public const string Columns =
        "tenant, source, hour, stage, collected, published, admitted, duplicates, revisions, dead_lettered, stored, letters_stored, evicted, expired, counted_at, retain_until, " +
        "kafka_epoch, kafka_partition, kafka_offset";

    public void Write(CompletenessCount count, in RowOrigin origin, RowBinaryWriter row)
    {
        row.String(count.Tenant);
        row.String(count.Source);
        row.DateTimeSeconds(CompletenessCount.HourOf(count.Hour));
        row.String(StoredNames.Of(count.Stage));
        row.Int64(count.Collected);
        row.Int64(count.Published);
        row.Int64(count.Admitted);
        row.Int64(count.Duplicates);
        row.Int64(count.Revisions);
        row.Int64(count.DeadLettered);
        row.Int64(count.Stored);
        row.Int64(count.LettersStored);
        row.Int64(count.Evicted);
        row.Int64(count.Expired);
        row.DateTimeMilliseconds(count.At);
        // An import of old evidence counts under the hour of its collection, so this outlives the rows it counts by less than an hour.
        row.DateTimeSeconds(count.Hour.AddHours(1) + retention);
        row.Int64(origin.Epoch);
        row.Int32(origin.Partition);
        row.Int64(origin.Offset);
        row.EndRow();
    }
}
