namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 26.</summary>
internal sealed class EndTxnRequest : IMessage
{
    public string TransactionalId = "";
    public long ProducerId;
    public short ProducerEpoch;
    public bool Committed;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref TransactionalId);
        wire.Int64(ref ProducerId);
        wire.Int16(ref ProducerEpoch);
        wire.Bool(ref Committed);
        wire.Tags();
    }
}

internal sealed class EndTxnResponse : IMessage
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
