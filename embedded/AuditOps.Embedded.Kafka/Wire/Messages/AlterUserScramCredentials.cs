namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 51. The password comes salted and hashed; it is not known here.</summary>
internal sealed class AlterUserScramCredentialsRequest : IMessage
{
    public List<ScramDeletion> Deletions = [];
    public List<ScramUpsertion> Upsertions = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Array(ref Deletions, version);
        wire.Array(ref Upsertions, version);
        wire.Tags();
    }
}

internal sealed class ScramDeletion : IMessage
{
    public string Name = "";
    public sbyte Mechanism;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Int8(ref Mechanism);
        wire.Tags();
    }
}

internal sealed class ScramUpsertion : IMessage
{
    public string Name = "";
    public sbyte Mechanism;
    public int Iterations;
    public byte[] Salt = [];
    public byte[] SaltedPassword = [];

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref Name);
        wire.Int8(ref Mechanism);
        wire.Int32(ref Iterations);
        wire.Bytes(ref Salt);
        wire.Bytes(ref SaltedPassword);
        wire.Tags();
    }
}

internal sealed class AlterUserScramCredentialsResponse : IMessage
{
    public int ThrottleMs;
    public List<AlteredScramUser> Results = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Int32(ref ThrottleMs);
        wire.Array(ref Results, version);
        wire.Tags();
    }
}

internal sealed class AlteredScramUser : IMessage
{
    public string User = "";
    public KafkaError Error;
    public string? ErrorMessage;

    public void Transfer(Wire wire, short version)
    {
        wire.String(ref User);
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Tags();
    }
}
