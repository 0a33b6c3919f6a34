namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 22.</summary>
internal sealed class InitProducerIdRequest : IMessage
{
    public string? TransactionalId;
    public int TransactionTimeoutMs;
    public long ProducerId = -1;
    public short ProducerEpoch = -1;

    public void Transfer(Wire wire, short version)
    {
        wire.NullableString(ref TransactionalId);
        wire.Int32(ref TransactionTimeoutMs);
        if (version >= 3)
        {
            wire.Int64(ref ProducerId);
            wire.Int16(ref ProducerEpoch);
        }
        wire.Tags();
    }
}

internal sealed class InitProducerIdResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;
    public long ProducerId = -1;
    public short ProducerEpoch = -1;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        wire.Int64(ref ProducerId);
        wire.Int16(ref ProducerEpoch);
        wire.Tags();
    }
}
