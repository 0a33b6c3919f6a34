namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 24.</summary>
internal sealed class AddPartitionsToTxnRequest : IMessage
{
    public string TransactionalId = "";
    public long ProducerId;
    public short ProducerEpoch;
    public List<TxnTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref TransactionalId);
        wire.Int64(ref ProducerId);
        wire.Int16(ref ProducerEpoch);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class TxnTopic : IMessage
{
    public string Name = "";
    public List<int> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Int32Array(ref Partitions);
        wire.Tags();
    }
}

internal sealed class AddPartitionsToTxnResponse : IMessage
{
    public int ThrottleMs;
    public List<TopicErrors> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}
