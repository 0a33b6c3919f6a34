namespace AuditOps.Embedded.Kafka.Net;

/// <summary>Something that wants to be told when a moment has come. A call may come although the moment has moved meanwhile; the receiver looks for itself.</summary>
internal interface IDeadline
{
    void OnDeadline(long nowMs);
}
