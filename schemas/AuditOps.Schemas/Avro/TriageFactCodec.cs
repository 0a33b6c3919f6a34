using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/TriageFact.avsc by hand.</summary>
internal sealed class TriageFactCodec() : RecordCodec<TriageFact>(SchemaFiles.Current(nameof(TriageFact)))
{
    protected internal override void Write(TriageFact value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.Subject);
        writer.WriteString(value.Kind);
        writer.WriteString(value.CommandId);
        writer.WriteBoolean(value.Accepted);
        writer.WriteOptionalString(value.Code);
        writer.WriteOptionalString(value.Message);
        writer.WriteLong(value.Revision);
        writer.WriteTimestampMillis(value.At);
        writer.WriteString(value.By);
        writer.WriteBytes(value.Body.Span);
    }

    protected internal override TriageFact Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        Subject = reader.ReadString(),
        Kind = reader.ReadString(),
        CommandId = reader.ReadString(),
        Accepted = reader.ReadBoolean(),
        Code = reader.ReadOptionalString(),
        Message = reader.ReadOptionalString(),
        Revision = reader.ReadLong(),
        At = reader.ReadTimestampMillis(),
        By = reader.ReadString(),
        Body = reader.ReadBytes(),
    };
}
