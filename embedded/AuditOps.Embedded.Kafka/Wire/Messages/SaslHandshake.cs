namespace AuditOps.Embedded.Kafka.Wire.Messages;

/// <summary>Key 17.</summary>
internal sealed class SaslHandshakeRequest : IMessage
{
    public string Mechanism = "";

    public void Transfer(Wire wire, short version) => wire.String(ref Mechanism);
}

internal sealed class SaslHandshakeResponse : IMessage
{
    public KafkaError Error;
    public List<string> Mechanisms = [];

    public void Transfer(Wire wire, short version)
    {
        wire.Error(ref Error);
        wire.StringArray(ref Mechanisms);
    }
}
