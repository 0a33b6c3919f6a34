using System.Buffers.Binary;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// The single record of a transaction's end marker (Kafka, EndTransactionMarker): key {version i16, type i16: 0 abort, 1 commit}, value {version i16, coordinator epoch i32}.
/// </summary>
internal readonly record struct ControlRecord(bool Commit, int CoordinatorEpoch)
{
    public static bool TryRead(ReadOnlySpan<byte> batch, out ControlRecord marker)
    {
        marker = default;
        var reader = new RecordReader(batch[Batch.HeaderBytes..], 1);
        if (reader.Next() != RecordStatus.Record || reader.Key.Length < 4) return false;
        var type = BinaryPrimitives.ReadInt16BigEndian(reader.Key[2..]);
        if (type is not (0 or 1)) return false;
        marker = new ControlRecord(type == 1, reader.Value.Length >= 6 ? BinaryPrimitives.ReadInt32BigEndian(reader.Value[2..]) : 0);
        return true;
    }
}
