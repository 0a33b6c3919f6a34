namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 21.</summary>
internal sealed class DeleteRecordsRequest : IMessage
{
    public List<DeleteRecordsTopic> Topics = [];
    public int TimeoutMs;

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Topics, version);
        wire.Int32(ref TimeoutMs);
        wire.Tags();
    }
}

internal sealed class DeleteRecordsTopic : IMessage
{
    public string Name = "";
    public List<DeleteRecordsPartition> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class DeleteRecordsPartition : IMessage
{
    public int Index;
    public long Offset;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Int64(ref Offset);
        wire.Tags();
    }
}

internal sealed class DeleteRecordsResponse : IMessage
{
    public int ThrottleMs;
    public List<DeleteRecordsTopicResult> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Topics, version);
        wire.Tags();
    }
}

internal sealed class DeleteRecordsTopicResult : IMessage
{
    public string Name = "";
    public List<DeleteRecordsPartitionResult> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class DeleteRecordsPartitionResult : IMessage
{
    public int Index;
    public long LowWatermark = -1;
    public KafkaError Error;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Int64(ref LowWatermark);
        wire.Error(ref Error);
        wire.Tags();
    }
}
