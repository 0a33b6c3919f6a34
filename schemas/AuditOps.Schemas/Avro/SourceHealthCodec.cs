using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/SourceHealth.avsc by hand.</summary>
internal sealed class SourceHealthCodec() : RecordCodec<SourceHealth>(SchemaFiles.Current(nameof(SourceHealth)))
{
    // One byte for each field of the smallest possible item; see the schema.
    private const int MinGapBytes = 4;

    protected internal override void Write(SourceHealth value, ref AvroWriter writer)
    {
        writer.WriteString(value.Tenant);
        writer.WriteString(value.Source);
        writer.WriteString(value.Reporter);
        writer.WriteHealthState(value.State);
        writer.WriteTimestampMillis(value.Since);
        writer.WriteOptionalString(value.Code);
        writer.WriteOptionalString(value.Error);
        writer.WriteOptionalString(value.WhatToDo);
        writer.WriteOptionalTimestampMillis(value.LastAttemptAt);
        writer.WriteOptionalTimestampMillis(value.LastSuccessAt);
        writer.WriteOptionalTimestampMillis(value.LastRecordAt);
        writer.WriteOptionalTimestampMillis(value.NextRunAt);
        writer.WriteOptionalDouble(value.LagSeconds);
        writer.WriteDouble(value.ThrottledSeconds);
        writer.WriteBlock(value.Gaps.Count);
        for (var i = 0; i < value.Gaps.Count; i++)
        {
            var gap = value.Gaps[i];
            writer.WriteTimestampMillis(gap.From);
            writer.WriteTimestampMillis(gap.To);
            writer.WriteString(gap.Reason);
            writer.WriteOptionalInt(gap.Records);
        }

        writer.WriteEnd();
        writer.WriteTimestampMillis(value.UpdatedAt);
    }

    protected internal override SourceHealth Read(ref AvroReader reader) => new()
    {
        Tenant = reader.ReadString(),
        Source = reader.ReadString(),
        Reporter = reader.ReadString(),
        State = reader.ReadHealthState(),
        Since = reader.ReadTimestampMillis(),
        Code = reader.ReadOptionalString(),
        Error = reader.ReadOptionalString(),
        WhatToDo = reader.ReadOptionalString(),
        LastAttemptAt = reader.ReadOptionalTimestampMillis(),
        LastSuccessAt = reader.ReadOptionalTimestampMillis(),
        LastRecordAt = reader.ReadOptionalTimestampMillis(),
        NextRunAt = reader.ReadOptionalTimestampMillis(),
        LagSeconds = reader.ReadOptionalDouble(),
        ThrottledSeconds = reader.ReadDouble(),
        Gaps = reader.ReadArray(MinGapBytes, ReadGap),
        UpdatedAt = reader.ReadTimestampMillis(),
    };

    private static HealthGap ReadGap(ref AvroReader reader) =>
        new(reader.ReadTimestampMillis(), reader.ReadTimestampMillis(), reader.ReadString(), reader.ReadOptionalInt());
}
