using System.Buffers;

namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 1.</summary>
internal sealed class FetchRequest : IMessage
{
    public int ReplicaId = -1;
    public int MaxWaitMs;
    public int MinBytes;
    public int MaxBytes = int.MaxValue;
    public sbyte IsolationLevel;
    public int SessionId;
    public int SessionEpoch = -1;
    public List<FetchTopic> Topics = [];
    public List<ForgottenTopic> Forgotten = [];
    public string RackId = "";

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ReplicaId);
        wire.Int32(ref MaxWaitMs);
        wire.Int32(ref MinBytes);
        wire.Int32(ref MaxBytes);
        wire.Int8(ref IsolationLevel);
        if (version >= 7)
        {
            wire.Int32(ref SessionId);
            wire.Int32(ref SessionEpoch);
        }
        wire.Array(ref Topics, version);
        if (version >= 7) wire.Array(ref Forgotten, version);
        if (version >= 11) wire.String(ref RackId);
        wire.Tags();
    }
}

internal sealed class FetchTopic : IMessage
{
    public string Name = "";
    public Guid TopicId;
    public List<FetchPartition> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 13) wire.Uuid(ref TopicId);
        else wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class FetchPartition : IMessage
{
    public int Index;
    public int CurrentLeaderEpoch = -1;
    public long FetchOffset;
    public int LastFetchedEpoch = -1;
    public long LogStartOffset = -1;
    public int MaxBytes;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        if (version >= 9) wire.Int32(ref CurrentLeaderEpoch);
        wire.Int64(ref FetchOffset);
        if (version >= 12) wire.Int32(ref LastFetchedEpoch);
        if (version >= 5) wire.Int64(ref LogStartOffset);
        wire.Int32(ref MaxBytes);
        wire.Tags();
    }
}

internal sealed class ForgottenTopic : IMessage
{
    public string Name = "";
    public Guid TopicId;
    public List<int> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 13) wire.Uuid(ref TopicId);
        else wire.String(ref Name);
        wire.Int32Array(ref Partitions);
        wire.Tags();
    }
}

internal sealed class FetchResponse : IMessage, IDisposable
{
    /// <summary>Pooled arrays the records lie in; they go back once the answer is sent.</summary>
    public readonly List<byte[]> Blocks = [];


    public int ThrottleMs;
    public KafkaError Error;
    public int SessionId;
    public List<FetchTopicResult> Topics = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        if (version >= 7)
        {
            wire.Error(ref Error);
            wire.Int32(ref SessionId);
        }
        wire.Array(ref Topics, version);
        wire.Tags();
    }

    public void Dispose()
    {
        foreach (var block in Blocks) ArrayPool<byte>.Shared.Return(block);
        Blocks.Clear();
    }
}

internal sealed class FetchTopicResult : IMessage
{
    public string Name = "";
    public Guid TopicId;
    public List<FetchPartitionResult> Partitions = [];

    public void Transfer(Wire wire, short version)
    {
        if (version >= 13) wire.Uuid(ref TopicId);
        else wire.String(ref Name);
        wire.Array(ref Partitions, version);
        wire.Tags();
    }
}

internal sealed class FetchPartitionResult : IMessage
{
    public int Index;
    public KafkaError Error;
    public long HighWatermark = -1;
    public long LastStableOffset = -1;
    public long LogStartOffset = -1;
    public List<AbortedTransactionEntry>? Aborted;
    public int PreferredReadReplica = -1;
    public ReadOnlyMemory<byte> Records;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref Index);
        wire.Error(ref Error);
        wire.Int64(ref HighWatermark);
        wire.Int64(ref LastStableOffset);
        if (version >= 5) wire.Int64(ref LogStartOffset);
        wire.NullableArray(ref Aborted, version);
        if (version >= 11) wire.Int32(ref PreferredReadReplica);
        wire.Records(ref Records);
        wire.Tags();
    }
}

internal sealed class AbortedTransactionEntry : IMessage
{
    public long ProducerId;
    public long FirstOffset;

    public void Transfer(Wire wire, short version)
    {
        wire.Int64(ref ProducerId);
        wire.Int64(ref FirstOffset);
        wire.Tags();
    }
}
