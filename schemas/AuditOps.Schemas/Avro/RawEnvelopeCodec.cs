using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/RawEnvelope.avsc by hand.</summary>
internal sealed class RawEnvelopeCodec() : RecordCodec<RawEnvelope>(SchemaFiles.Current(nameof(RawEnvelope)))
{
    protected internal override void Write(RawEnvelope value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.Source);
        writer.WriteShape(value.Shape);
        writer.WriteString(value.RecordId);
        writer.WriteTimestampMillis(value.CollectedAt);
        writer.WriteString(value.Run);
        writer.WriteOptionalTimestampMillis(value.AvailableAt);
        writer.WriteBytes(value.Payload.Span);
    }

    protected internal override RawEnvelope Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        Source = reader.ReadString(),
        Shape = reader.ReadShape(),
        RecordId = reader.ReadString(),
        CollectedAt = reader.ReadTimestampMillis(),
        Run = reader.ReadString(),
        AvailableAt = reader.ReadOptionalTimestampMillis(),
        Payload = reader.ReadBytes(),
    };
}
