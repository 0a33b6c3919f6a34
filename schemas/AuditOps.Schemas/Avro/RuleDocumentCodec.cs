using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/RuleDocument.avsc by hand.</summary>
internal sealed class RuleDocumentCodec() : RecordCodec<RuleDocument>(SchemaFiles.Current(nameof(RuleDocument)))
{
    protected internal override void Write(RuleDocument value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.RuleId);
        writer.WriteLong(value.Revision);
        writer.WriteRuleStatus(value.Status);
        writer.WriteString(value.Origin);
        writer.WriteString(value.Yaml);
        writer.WriteString(value.ChangedBy);
        writer.WriteTimestampMillis(value.ChangedAt);
        writer.WriteOptionalString(value.Note);
    }

    protected internal override RuleDocument Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        RuleId = reader.ReadString(),
        Revision = reader.ReadLong(),
        Status = reader.ReadRuleStatus(),
        Origin = reader.ReadString(),
        Yaml = reader.ReadString(),
        ChangedBy = reader.ReadString(),
        ChangedAt = reader.ReadTimestampMillis(),
        Note = reader.ReadOptionalString(),
    };
}
