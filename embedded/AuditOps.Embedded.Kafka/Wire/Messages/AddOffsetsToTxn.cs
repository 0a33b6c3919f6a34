namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 25.</summary>
internal sealed class AddOffsetsToTxnRequest : IMessage
{
    public string TransactionalId = "";
    public long ProducerId;
    public short ProducerEpoch;
    public string GroupId = "";

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref TransactionalId);
        wire.Int64(ref ProducerId);
        wire.Int16(ref ProducerEpoch);
        wire.String(ref GroupId);
        wire.Tags();
    }
}

internal sealed class AddOffsetsToTxnResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        wire.Tags();
    }
}
