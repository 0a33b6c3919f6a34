using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/Alert.avsc by hand.</summary>
internal sealed class AlertCodec() : RecordCodec<Alert>(SchemaFiles.Current(nameof(Alert)))
{
    protected internal override void Write(Alert value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.AlertId);
        writer.WriteLong(value.Revision);
        writer.WriteAlertStatus(value.Status);
        writer.WriteOptionalString(value.Verdict);
        writer.WriteOptionalString(value.Reason);
        writer.WriteOptionalString(value.Assignee);
        writer.WriteTimestampMillis(value.CreatedAt);
        writer.WriteTimestampMillis(value.UpdatedAt);
        writer.WriteString(value.UpdatedBy);
        writer.WriteOptionalTimestampMillis(value.ClosedAt);
        writer.WriteLong(value.Suppressed);
        writer.WriteAlertCandidate(value.Facts);
        writer.WriteAlertChanges(value.History);
    }

    protected internal override Alert Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        AlertId = reader.ReadString(),
        Revision = reader.ReadLong(),
        Status = reader.ReadAlertStatus(),
        Verdict = reader.ReadOptionalString(),
        Reason = reader.ReadOptionalString(),
        Assignee = reader.ReadOptionalString(),
        CreatedAt = reader.ReadTimestampMillis(),
        UpdatedAt = reader.ReadTimestampMillis(),
        UpdatedBy = reader.ReadString(),
        ClosedAt = reader.ReadOptionalTimestampMillis(),
        Suppressed = reader.ReadLong(),
        Facts = reader.ReadAlertCandidate(),
        History = reader.ReadAlertChanges(),
    };
}
