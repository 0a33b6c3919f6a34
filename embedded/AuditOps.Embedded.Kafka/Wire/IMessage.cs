namespace AuditOps.Embedded.Kafka.Wire;

/// <summary>A message, or a part of one, that states its fields in wire order for a version.</summary>
internal interface IMessage
{
    void Transfer(Wire wire, short version);
}
