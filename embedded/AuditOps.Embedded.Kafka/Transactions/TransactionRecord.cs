using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>A transaction as the log keeps it, under its transactional id.</summary>
internal sealed class TransactionRecord : IMessage
{
    /// <summary>Layout of the fields below. Layout 1 has no last producer id; a higher number is not read.</summary>
    public const sbyte Layout = 2;

    public sbyte LayoutVersion = Layout;
    public sbyte State;
    public long ProducerId;
    public short Epoch;
    public short LastEpoch;
    public long LastProducerId;
    public int TimeoutMs;
    public long StartedAtMs;
    public long UpdatedAtMs;
    public List<TransactionPartition> Partitions = [];
    public List<string> Groups = [];

    public void Transfer(Wire.Wire wire, short version)
    {
        wire.Int8(ref LayoutVersion);
        if (LayoutVersion is < 1 or > Layout) throw new MalformedRequestException($"layout {LayoutVersion} of a transaction record is not known");
        wire.Int8(ref State);
        wire.Int64(ref ProducerId);
        wire.Int16(ref Epoch);
        wire.Int16(ref LastEpoch);
        if (LayoutVersion >= 2) wire.Int64(ref LastProducerId);
        else LastProducerId = LastEpoch < 0 ? -1 : ProducerId;
        wire.Int32(ref TimeoutMs);
        wire.Int64(ref StartedAtMs);
        wire.Int64(ref UpdatedAtMs);
        wire.Array(ref Partitions, version);
        wire.StringArray(ref Groups);
    }
}

internal sealed class TransactionPartition : IMessage
{
    public Guid TopicId;
    public int Partition;

    public void Transfer(Wire.Wire wire, short version)
    {
        wire.Uuid(ref TopicId);
        wire.Int32(ref Partition);
    }
}
