using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/Delivery.avsc by hand.</summary>
internal sealed class DeliveryCodec() : RecordCodec<Delivery>(SchemaFiles.Current(nameof(Delivery)))
{
    protected internal override void Write(Delivery value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.DeliveryId);
        writer.WriteString(value.Target);
        writer.WriteDeliveryState(value.State);
        writer.WriteString(value.Trigger);
        writer.WriteString(value.AlertId);
        writer.WriteLong(value.Revision);
        writer.WriteString(value.RuleId);
        writer.WriteAlertSeverity(value.Severity);
        writer.WriteLong(value.Round);
        writer.WriteInt(value.Attempt);
        writer.WriteTimestampMillis(value.At);
        writer.WriteTimestampMillis(value.PlannedAt);
        writer.WriteOptionalTimestampMillis(value.NextAttemptAt);
        writer.WriteOptionalString(value.Code);
        writer.WriteOptionalString(value.Message);
        writer.WriteString(value.By);
        writer.WriteBytes(value.Payload.Span);
    }

    protected internal override Delivery Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        DeliveryId = reader.ReadString(),
        Target = reader.ReadString(),
        State = reader.ReadDeliveryState(),
        Trigger = reader.ReadString(),
        AlertId = reader.ReadString(),
        Revision = reader.ReadLong(),
        RuleId = reader.ReadString(),
        Severity = reader.ReadAlertSeverity(),
        Round = reader.ReadLong(),
        Attempt = reader.ReadInt(),
        At = reader.ReadTimestampMillis(),
        PlannedAt = reader.ReadTimestampMillis(),
        NextAttemptAt = reader.ReadOptionalTimestampMillis(),
        Code = reader.ReadOptionalString(),
        Message = reader.ReadOptionalString(),
        By = reader.ReadString(),
        Payload = reader.ReadBytes(),
    };
}
