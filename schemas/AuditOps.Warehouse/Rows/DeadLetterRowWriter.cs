using AuditOps.Schemas.Contracts;

namespace AuditOps.Warehouse.Rows;

/// <summary>One <see cref="DeadLetter"/> as one row of <c>dead_letters_store</c>, in step with <c>schemas/clickhouse/0002_dead_letters.sql</c>.</summary>
public sealed class DeadLetterRowWriter(TimeSpan retention)
{
    public const string Table = "dead_letters_store";

    public const string Columns =
        "id, tenant, source, stage, code, reason, topic, kafka_partition, kafka_offset, record_key, origin, failed_at, retain_until, run, " +
        "payload_length, payload_sha256, payload";

    public void Write(DeadLetter letter, RowBinaryWriter row)
    {
        row.String(letter.Id);
        row.String(letter.Tenant);
        row.String(letter.Source);
        row.String(letter.Stage);
        row.String(StoredNames.Of(letter.Code));
        row.String(letter.Reason);
        row.String(letter.Topic);
        row.Int32(letter.Partition);
        row.Int64(letter.Offset);
        row.String(letter.Key);
        row.String(letter.Origin);
        row.DateTimeMilliseconds(letter.FailedAt);
        row.DateTimeSeconds(letter.FailedAt + retention);
        row.String(letter.Run);
        row.Int64(letter.PayloadLength);
        row.String(letter.PayloadSha256);
        row.Bytes(letter.Payload.Span);
        row.EndRow();
    }
}
