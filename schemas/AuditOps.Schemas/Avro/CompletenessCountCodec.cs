using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/CompletenessCount.avsc by hand.</summary>
internal sealed class CompletenessCountCodec() : RecordCodec<CompletenessCount>(SchemaFiles.Current(nameof(CompletenessCount)))
{
    protected internal override void Write(CompletenessCount value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.Source);
        writer.WriteTimestampMillis(value.Hour);
        writer.WriteCompletenessStage(value.Stage);
        writer.WriteLong(value.Collected);
        writer.WriteLong(value.Published);
        writer.WriteLong(value.Admitted);
        writer.WriteLong(value.Duplicates);
        writer.WriteLong(value.Revisions);
        writer.WriteLong(value.DeadLettered);
        writer.WriteLong(value.Stored);
        writer.WriteLong(value.LettersStored);
        writer.WriteLong(value.Evicted);
        writer.WriteTimestampMillis(value.At);
        writer.WriteLong(value.Expired);
    }

    protected internal override CompletenessCount Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        Source = reader.ReadString(),
        Hour = reader.ReadTimestampMillis(),
        Stage = reader.ReadCompletenessStage(),
        Collected = reader.ReadLong(),
        Published = reader.ReadLong(),
        Admitted = reader.ReadLong(),
        Duplicates = reader.ReadLong(),
        Revisions = reader.ReadLong(),
        DeadLettered = reader.ReadLong(),
        Stored = reader.ReadLong(),
        LettersStored = reader.ReadLong(),
        Evicted = reader.ReadLong(),
        At = reader.ReadTimestampMillis(),
        Expired = reader.ReadLong(),
    };
}
