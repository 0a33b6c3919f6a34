using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/Match.avsc by hand.</summary>
internal sealed class MatchCodec() : RecordCodec<Match>(SchemaFiles.Current(nameof(Match)))
{
    protected internal override void Write(Match value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.Correlation);
        writer.WriteLong(value.CorrelationVersion);
        writer.WriteString(value.Step);
        writer.WriteInt(value.StepNumber);
        writer.WriteNamedValues(value.Group);
        writer.WriteEvidenceEvent(value.Event);
        writer.WriteNamedValues(value.Fields);
        writer.WriteMatchedConditions(value.Why);
        writer.WriteBoolean(value.Historical);
    }

    protected internal override Match Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        Correlation = reader.ReadString(),
        CorrelationVersion = reader.ReadLong(),
        Step = reader.ReadString(),
        StepNumber = reader.ReadInt(),
        Group = reader.ReadNamedValues(),
        Event = reader.ReadEvidenceEvent(),
        Fields = reader.ReadNamedValues(),
        Why = reader.ReadMatchedConditions(),
        Historical = reader.ReadBoolean(),
    };
}
