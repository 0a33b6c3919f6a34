using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/DeadLetter.avsc by hand.</summary>
internal sealed class DeadLetterCodec() : RecordCodec<DeadLetter>(SchemaFiles.Current(nameof(DeadLetter)))
{
    protected internal override void Write(DeadLetter value, ref AvroWriter writer)
    {
        writer.WriteString(value.Id);
        writer.WriteString(value.Tenant);
        writer.WriteString(value.Source);
        writer.WriteString(value.Stage);
        writer.WriteDeadLetterCode(value.Code);
        writer.WriteString(value.Reason);
        writer.WriteOptionalString(value.Topic);
        writer.WriteInt(value.Partition);
        writer.WriteLong(value.Offset);
        writer.WriteOptionalString(value.Key);
        writer.WriteOptionalString(value.Origin);
        writer.WriteTimestampMillis(value.FailedAt);
        writer.WriteString(value.Run);
        writer.WriteLong(value.PayloadLength);
        writer.WriteString(value.PayloadSha256);
        writer.WriteBytes(value.Payload.Span);
        writer.WriteOptionalTimestampMillis(value.CollectedAt);
    }

    protected internal override DeadLetter Read(ref AvroReader reader) => new()
    {
        Id = reader.ReadString(),
        Tenant = reader.ReadString(),
        Source = reader.ReadString(),
        Stage = reader.ReadString(),
        Code = reader.ReadDeadLetterCode(),
        Reason = reader.ReadString(),
        Topic = reader.ReadOptionalString(),
        Partition = reader.ReadInt(),
        Offset = reader.ReadLong(),
        Key = reader.ReadOptionalString(),
        Origin = reader.ReadOptionalString(),
        FailedAt = reader.ReadTimestampMillis(),
        Run = reader.ReadString(),
        PayloadLength = reader.ReadLong(),
        PayloadSha256 = reader.ReadString(),
        Payload = reader.ReadBytes(),
        CollectedAt = reader.ReadOptionalTimestampMillis(),
    };
}
