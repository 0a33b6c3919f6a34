using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/SinkPlan.avsc by hand.</summary>
internal sealed class SinkPlanCodec() : RecordCodec<SinkPlan>(SchemaFiles.Current(nameof(SinkPlan)))
{
    // One byte for each field of the smallest possible item; see the schema.
    private const int MinRangeBytes = 4;

    protected internal override void Write(SinkPlan value, ref AvroWriter writer)
    {
        writer.WriteString(value.Sink);
        writer.WriteString(value.Topic);
        writer.WriteString(value.Token);
        writer.WriteBlock(value.Ranges.Count);
        for (var i = 0; i < value.Ranges.Count; i++)
        {
            var range = value.Ranges[i];
            writer.WriteInt(range.Partition);
            writer.WriteLong(range.Epoch);
            writer.WriteLong(range.From);
            writer.WriteLong(range.To);
        }

        writer.WriteEnd();
        writer.WriteInt(value.Records);
        writer.WriteTimestampMillis(value.PlannedAt);
    }

    protected internal override SinkPlan Read(ref AvroReader reader) => new()
    {
        Sink = reader.ReadString(),
        Topic = reader.ReadString(),
        Token = reader.ReadString(),
        Ranges = reader.ReadArray(MinRangeBytes, ReadRange),
        Records = reader.ReadInt(),
        PlannedAt = reader.ReadTimestampMillis(),
    };

    private static SinkRange ReadRange(ref AvroReader reader) => new(reader.ReadInt(), reader.ReadLong(), reader.ReadLong(), reader.ReadLong());
}
