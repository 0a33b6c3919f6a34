namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 32.</summary>
internal sealed class DescribeConfigsRequest : IMessage
{
    public List<DescribeConfigsResource> Resources = [];
    public bool IncludeSynonyms;
    public bool IncludeDocumentation;

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Resources, version);
        wire.Bool(ref IncludeSynonyms);
        if (version >= 3) wire.Bool(ref IncludeDocumentation);
        wire.Tags();
    }
}

internal sealed class DescribeConfigsResource : IMessage
{
    public sbyte Type;
    public string Name = "";

    /// <summary>Null asks for all.</summary>
    public List<string>? Keys;

    public void Transfer(Wire wire, short version)
    {
        wire.Int8(ref Type);
        wire.String(ref Name);
        wire.NullableStringArray(ref Keys);
        wire.Tags();
    }
}

internal sealed class DescribeConfigsResponse : IMessage
{
    public int ThrottleMs;
    public List<DescribedResource> Results = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Results, version);
        wire.Tags();
    }
}

internal sealed class DescribedResource : IMessage
{
    public KafkaError Error;
    public string? ErrorMessage;
    public sbyte Type;
    public string Name = "";
    public List<DescribedConfig> Configs = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Int8(ref Type);
        wire.String(ref Name);
        wire.Array(ref Configs, version);
        wire.Tags();
    }
}

internal sealed class DescribedConfig : IMessage
{
    public string Name = "";
    public string? Value;
    public bool ReadOnly;
    public sbyte Source;
    public bool Sensitive;
    public List<ConfigSynonym> Synonyms = [];
    public sbyte ConfigType;
    public string? Documentation;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.NullableString(ref Value);
        wire.Bool(ref ReadOnly);
        wire.Int8(ref Source);
        wire.Bool(ref Sensitive);
        wire.Array(ref Synonyms, version);
        if (version >= 3)
        {
            wire.Int8(ref ConfigType);
            wire.NullableString(ref Documentation);
        }
        wire.Tags();
    }
}

internal sealed class ConfigSynonym : IMessage
{
    public string Name = "";
    public string? Value;
    public sbyte Source;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.NullableString(ref Value);
        wire.Int8(ref Source);
        wire.Tags();
    }
}
