namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 36: a message of the mechanism.</summary>
internal sealed class SaslAuthenticateRequest : IMessage
{
    public byte[] Message = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Bytes(ref Message);
        wire.Tags();
    }
}

internal sealed class SaslAuthenticateResponse : IMessage
{
    public KafkaError Error;
    public string? ErrorMessage;
    public byte[] Message = [];

    /// <summary>0: the login does not end before the connection.</summary>
    public long SessionLifetimeMs;

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.NullableString(ref ErrorMessage);
        wire.Bytes(ref Message);
        if (version >= 1) wire.Int64(ref SessionLifetimeMs);
        wire.Tags();
    }
}
