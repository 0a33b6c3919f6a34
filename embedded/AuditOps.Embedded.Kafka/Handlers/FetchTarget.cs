using System.Buffers;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>One partition of a fetch while it is being served.</summary>
internal sealed class FetchTarget(int topic, FetchPartition partition, PartitionLog? log, KafkaError error, bool committedOnly)
{
    public int Topic { get; } = topic;

    public FetchPartition Partition { get; } = partition;

    public PartitionLog? Log { get; } = log;

    public KafkaError Error { get; private set; } = error;

    /// <summary>Offsets below this may be given.</summary>
    public long Limit { get; private set; }

    public long Stamp { get; set; }

    private long HighWatermark { get; set; } = -1;

    private long LastStableOffset { get; set; } = -1;

    public void Refresh()
    {
        if (Log is null) return;
        HighWatermark = Log.HighWatermark;
        LastStableOffset = Math.Min(Log.LastStableOffset, HighWatermark);
        Limit = committedOnly ? LastStableOffset : HighWatermark;
        Error = Check(Log);
    }

    public FetchPartitionResult Describe() => new()
    {
        Index = Partition.Index,
        Error = Error,
        HighWatermark = Error is KafkaError.None or KafkaError.OffsetOutOfRange ? HighWatermark : -1,
        LastStableOffset = Error is KafkaError.None or KafkaError.OffsetOutOfRange ? LastStableOffset : -1,
        LogStartOffset = Log is null || Error is not (KafkaError.None or KafkaError.OffsetOutOfRange) ? -1 : Log.LogStartOffset,
        Aborted = committedOnly ? [] : null,
    };

    /// <summary>Reads whole batches into a pooled block that the response owns from then on.</summary>
    public void Read(FetchPartitionResult result, FetchResponse response, int room, bool oversizeAllowed)
    {
        var wanted = (int)Math.Clamp(Log!.AvailableBytes(Partition.FetchOffset, Limit), 0, room);
        var block = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, 512));
        var read = Log.Read(Partition.FetchOffset, Limit, block.AsSpan(0, Math.Min(block.Length, room)));
        if (read is { Error: KafkaError.None, Bytes: 0, NeededBytes: > 0 } && oversizeAllowed)
        {
            // The limits are soft: a batch larger than them must still come through, or its reader would stand still for ever.
            ArrayPool<byte>.Shared.Return(block);
            block = ArrayPool<byte>.Shared.Rent(read.NeededBytes);
            read = Log.Read(Partition.FetchOffset, Limit, block.AsSpan(0, read.NeededBytes));
        }
        if (read.Error != KafkaError.None) result.Error = read.Error;
        if (read.Bytes == 0)
        {
            ArrayPool<byte>.Shared.Return(block);
            return;
        }
        response.Blocks.Add(block);
        result.Records = block.AsMemory(0, read.Bytes);
        if (!committedOnly) return;
        List<AbortedTransaction> aborted = [];
        Log.AbortedTransactions(Partition.FetchOffset, read.NextOffset, aborted);
        foreach (var entry in aborted) result.Aborted!.Add(new AbortedTransactionEntry { ProducerId = entry.ProducerId, FirstOffset = entry.FirstOffset });
    }

    private KafkaError Check(PartitionLog log)
    {
        if (log.Fault != KafkaError.None) return log.Fault;
        if (Partition.CurrentLeaderEpoch >= 0 && Partition.CurrentLeaderEpoch < log.LeaderEpoch) return KafkaError.FencedLeaderEpoch;
        if (Partition.CurrentLeaderEpoch > log.LeaderEpoch) return KafkaError.UnknownLeaderEpoch;
        if (Partition.FetchOffset < log.LogStartOffset || Partition.FetchOffset > log.LogEndOffset) return KafkaError.OffsetOutOfRange;
        return KafkaError.None;
    }
}
