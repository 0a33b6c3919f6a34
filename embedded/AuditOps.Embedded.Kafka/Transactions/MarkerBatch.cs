using System.Buffers.Binary;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>
/// The control batch that ends a transaction in a partition: one record whose key says commit or abort (Kafka documentation, "Control Batches"). It takes an
/// offset of its own.
/// </summary>
internal static class MarkerBatch
{
    private const int RecordBytes = 17;

    /// <summary>Epoch of this coordinator; there is never another one to be told from.</summary>
    private const int CoordinatorEpoch = 0;

    public static byte[] Create(long producerId, short producerEpoch, bool commit, long nowMs)
    {
        var batch = new byte[Batch.HeaderBytes + RecordBytes];
        Batch.SetSize(batch, batch.Length);
        batch[16] = 2;
        Batch.SetAttributes(batch, Batch.TransactionalBit | Batch.ControlBit);
        Batch.SetBaseTimestamp(batch, nowMs);
        Batch.SetMaxTimestamp(batch, nowMs);
        BinaryPrimitives.WriteInt64BigEndian(batch.AsSpan(43), producerId);
        BinaryPrimitives.WriteInt16BigEndian(batch.AsSpan(51), producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(53), -1);
        Batch.SetRecordCount(batch, 1);
        var record = batch.AsSpan(Batch.HeaderBytes);
        // Lengths are zigzag varints: twice the value. Attributes, timestamp delta and offset delta are 0.
        record[0] = (RecordBytes - 1) << 1;
        record[4] = 4 << 1;
        BinaryPrimitives.WriteInt16BigEndian(record[7..], commit ? (short)1 : (short)0);
        record[9] = 6 << 1;
        BinaryPrimitives.WriteInt32BigEndian(record[12..], CoordinatorEpoch);
        Batch.SealCrc(batch);
        return batch;
    }
}
