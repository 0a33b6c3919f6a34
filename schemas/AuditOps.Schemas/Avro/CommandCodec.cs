using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/Command.avsc by hand.</summary>
internal sealed class CommandCodec() : RecordCodec<Command>(SchemaFiles.Current(nameof(Command)))
{
    protected internal override void Write(Command value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.Subject);
        writer.WriteString(value.Kind);
        writer.WriteString(value.CommandId);
        writer.WriteTimestampMillis(value.At);
        writer.WriteString(value.By);
        writer.WriteLong(value.ExpectedRevision);
        writer.WriteIsPresent(value.Candidate is not null);
        if (value.Candidate is not null)
            writer.WriteAlertCandidate(value.Candidate);
        writer.WriteBytes(value.Body.Span);
    }

    protected internal override Command Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        Subject = reader.ReadString(),
        Kind = reader.ReadString(),
        CommandId = reader.ReadString(),
        At = reader.ReadTimestampMillis(),
        By = reader.ReadString(),
        ExpectedRevision = reader.ReadLong(),
        Candidate = reader.ReadIsPresent() ? reader.ReadAlertCandidate() : null,
        Body = reader.ReadBytes(),
    };
}
