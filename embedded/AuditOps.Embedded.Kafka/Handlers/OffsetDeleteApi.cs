using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Deletes committed offsets.</summary>
internal sealed class OffsetDeleteApi(Broker broker) : Api<OffsetDeleteRequest>(ApiKey.OffsetDelete, 0, 0, short.MaxValue)
{
    protected override async ValueTask<IMessage?> HandleAsync(OffsetDeleteRequest request, RequestContext context) =>
        await broker.Groups.Offsets.DeleteAsync(request);
}
