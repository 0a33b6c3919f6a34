namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 18. Its answer's header never has tagged fields, whatever the version.</summary>
internal sealed class ApiVersionsRequest : IMessage
{
    public string SoftwareName = "";
    public string SoftwareVersion = "";

    public void Transfer(Wire wire, short version)
    {
        if (version >= 3)
        {
            wire.String(ref SoftwareName);
            wire.String(ref SoftwareVersion);
        }
        wire.Tags();
    }
}

internal sealed class ApiVersionsResponse : IMessage
{
    public KafkaError Error;
    public List<ApiVersionRange> Apis = [];
    public int ThrottleMs;

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.Array(ref Apis, version);
        if (version >= 1) wire.Int32(ref ThrottleMs);
        wire.Tags();
    }
}

internal sealed class ApiVersionRange : IMessage
{
    public short Key;
    public short Min;
    public short Max;

    public void Transfer(Wire wire, short version)
    {
        wire.Int16(ref Key);
        wire.Int16(ref Min);
        wire.Int16(ref Max);
        wire.Tags();
    }
}
