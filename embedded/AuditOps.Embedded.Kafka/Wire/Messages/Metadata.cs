namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 3. Null topics mean all of them; before version 1 an empty array does.</summary>
internal sealed class MetadataRequest : IMessage
{
    public List<MetadataTopicName>? Topics;
    public bool AllowAutoTopicCreation = true;
    public bool IncludeClusterOperations;
    public bool IncludeTopicOperations;

    public void Transfer(Wire wire, short version)
    {
        wire.NullableArray(ref Topics, version);
        if (version >= 4) wire.Bool(ref AllowAutoTopicCreation);
        if (version is >= 8 and <= 10) wire.Bool(ref IncludeClusterOperations);
        if (version >= 8) wire.Bool(ref IncludeTopicOperations);
        wire.Tags();
    }
}

internal sealed class MetadataTopicName : IMessage
{
    public Guid TopicId;
    public string? Name = "";

    public void Transfer(Wire wire, short version)
    {
        if (version >= 10) wire.Uuid(ref TopicId);
        wire.NullableString(ref Name);
        if (Name is null && version < 10) throw new MalformedRequestException("a topic name is null");
        wire.Tags();
    }
}

internal sealed class MetadataResponse : IMessage
{
    public int ThrottleMs;
    public List<MetadataBroker> Brokers = [];
    public string? ClusterId;
    public int ControllerId;
    public List<MetadataTopic> Topics = [];
    public int ClusterOperations = int.MinValue;

    public void Transfer(Wire wire, short version)
    {
        if (version >= 3) wire.Int32(ref ThrottleMs);
        wire.Array(ref Brokers, version);
        if (version >= 2) wire.NullableString(ref ClusterId);
        if (version >= 1) wire.Int32(ref ControllerId);
        wire.Array(ref Topics, version);
        if (version is >= 8 and <= 10) wire.Int32(ref ClusterOperations);
        wire.Tags();
    }
}

internal sealed class MetadataBroker : IMessage
{
    public int NodeId;
    public string Host = "";
    public int Port;
    public string? Rack;

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref NodeId);
        wire.String(ref Host);
        wire.Int32(ref Port);
        if (version >= 1) wire.NullableString(ref Rack);
        wire.Tags();
    }
}

internal sealed class MetadataTopic : IMessage
{
    public KafkaError Error;
    public string? Name = "";
    public Guid TopicId;
    public bool IsInternal;
    public List<MetadataPartition> Partitions = [];
    public int Operations = int.MinValue;

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        if (version < 12) Name ??= "";
        wire.NullableString(ref Name);
        if (version >= 10) wire.Uuid(ref TopicId);
        if (version >= 1) wire.Bool(ref IsInternal);
        wire.Array(ref Partitions, version);
        if (version >= 8) wire.Int32(ref Operations);
        wire.Tags();
    }
}

internal sealed class MetadataPartition : IMessage
{
    public KafkaError Error;
    public int Index;
    public int LeaderId;
    public int LeaderEpoch = -1;
    public List<int> Replicas = [];
    public List<int> InSyncReplicas = [];
    public List<int> OfflineReplicas = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.Int32(ref Index);
        wire.Int32(ref LeaderId);
        if (version >= 7) wire.Int32(ref LeaderEpoch);
        wire.Int32Array(ref Replicas);
        wire.Int32Array(ref InSyncReplicas);
        if (version >= 5) wire.Int32Array(ref OfflineReplicas);
        wire.Tags();
    }
}
