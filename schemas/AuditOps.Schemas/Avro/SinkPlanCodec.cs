using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Avro;

/// <summary>schemas/avro/SinkPlan.avsc by hand.</summary>
internal sealed class SinkPlanCodec() : RecordCodec<SinkPlan>(SchemaFiles.Current(nameof(SinkPlan)))
{
    // One byte for each field of the smallest possible item; see the schema.
    private const int MinRangeBytes = 4;
    private const int MinCountBytes = 5;
    private const int MinPieceBytes = 5;

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
        writer.WriteBlock(value.Counts.Count);
        for (var i = 0; i < value.Counts.Count; i++)
        {
            var count = value.Counts[i];
            writer.WriteInt(count.Partition);
            writer.WriteString(count.Tenant);
            writer.WriteString(count.Source);
            writer.WriteTimestampMillis(count.Hour);
            writer.WriteInt(count.Records);
        }

        writer.WriteEnd();
        writer.WriteBlock(value.Pieces.Count);
        for (var i = 0; i < value.Pieces.Count; i++)
        {
            var piece = value.Pieces[i];
            writer.WriteInt(piece.FirstPartition);
            writer.WriteLong(piece.FirstOffset);
            writer.WriteInt(piece.LastPartition);
            writer.WriteLong(piece.LastOffset);
            writer.WriteBoolean(piece.IsSingly);
        }

        writer.WriteEnd();
    }

    protected internal override SinkPlan Read(ref AvroReader reader) => new()
    {
        Sink = reader.ReadString(),
        Topic = reader.ReadString(),
        Token = reader.ReadString(),
        Ranges = reader.ReadArray(MinRangeBytes, ReadRange),
        Records = reader.ReadInt(),
        PlannedAt = reader.ReadTimestampMillis(),
        Counts = reader.ReadArray(MinCountBytes, ReadCount),
        Pieces = reader.ReadArray(MinPieceBytes, ReadPiece),
    };

    private static SinkRange ReadRange(ref AvroReader reader) => new(reader.ReadInt(), reader.ReadLong(), reader.ReadLong(), reader.ReadLong());

    private static SinkPlanCount ReadCount(ref AvroReader reader) =>
        new(reader.ReadInt(), reader.ReadString(), reader.ReadString(), reader.ReadTimestampMillis(), reader.ReadInt());

    private static SinkPiece ReadPiece(ref AvroReader reader) =>
        new(reader.ReadInt(), reader.ReadLong(), reader.ReadInt(), reader.ReadLong(), reader.ReadBoolean());
}
