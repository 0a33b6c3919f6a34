namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 50. Null or no users: all of them.</summary>
internal sealed class DescribeUserScramCredentialsRequest : IMessage
{
    public List<ScramUserName>? Users;

    public void Transfer(Wire wire, short version)
    {
        wire.NullableArray(ref Users, version);
        wire.Tags();
    }
}

internal sealed class ScramUserName : IMessage
{
    public string Name = "";

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Tags();
    }
}

internal sealed class DescribeUserScramCredentialsResponse : IMessage
{
    public int ThrottleMs;
    public KafkaError Error;
    public string? ErrorMessage;
    public List<DescribedScramUser> Results = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Array(ref Results, version);
        wire.Tags();
    }
}

internal sealed class DescribedScramUser : IMessage
{
    public string User = "";
    public KafkaError Error;
    public string? ErrorMessage;
    public List<DescribedScramCredential> Credentials = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref User);
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Array(ref Credentials, version);
        wire.Tags();
    }
}

internal sealed class DescribedScramCredential : IMessage
{
    public sbyte Mechanism;
    public int Iterations;

    public void Transfer(Wire wire, short version)
    {
        wire.Int8(ref Mechanism);
        wire.Int32(ref Iterations);
        wire.Tags();
    }
}
