namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 0. Versions below 3 carry the old message sets; they are read so that they can be refused in their own shape.</summary>
internal sealed class ProduceRequest : IMessage
{
    public string? TransactionalId;
    public short Acks;
    public int TimeoutMs;
    public List<ProduceTopic> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 3) wire.NullableString(ref TransactionalId);
        wire.Int16(ref Acks);
        wire.Int32(ref TimeoutMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class ProduceTopic : IMessage
{
    public string Name = "";
    public List<ProducePartition> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class ProducePartition : IMessage
{
    public int Index;
    public ReadOnlyMemory<byte> Records;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Records(ref Records);
        wire.Tags();
    }
}

internal sealed class ProduceResponse : IMessage
{
    public List<ProduceTopicResult> Topics = [];
    public int ThrottleMs;

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Topics, version);
        if (version >= 1) wire.Int32(ref ThrottleMs);
        wire.Tags();
    }
}

internal sealed class ProduceTopicResult : IMessage
{
    public string Name = "";
    public List<ProducePartitionResult> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class ProducePartitionResult : IMessage
{
    public int Index;
    public KafkaError Error;
    public long BaseOffset = -1;
    public long LogAppendTimeMs = -1;
    public long LogStartOffset = -1;
    public List<ProduceRecordError> RecordErrors = [];
    public string? ErrorMessage;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Error(ref Error);
        wire.Int64(ref BaseOffset);
        if (version >= 2) wire.Int64(ref LogAppendTimeMs);
        if (version >= 5) wire.Int64(ref LogStartOffset);
        if (version >= 8)
        {
            wire.Array(ref RecordErrors, version);
            wire.NullableString(ref ErrorMessage);
        }
        wire.Tags();
    }
}

internal sealed class ProduceRecordError : IMessage
{
    public int BatchIndex;
    public string? Message;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref BatchIndex);
        wire.NullableString(ref Message);
        wire.Tags();
    }
}
