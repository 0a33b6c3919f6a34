using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Commits offsets; answered when they are on disk.</summary>
internal sealed class OffsetCommitApi(Broker broker) : Api<OffsetCommitRequest>(ApiKey.OffsetCommit, 2, 8, 8)
{
    protected override async ValueTask<IMessage?> HandleAsync(OffsetCommitRequest request, RequestContext context) =>
        await broker.Groups.Offsets.CommitAsync(request, (topic, index) => broker.Store.Partition(topic, index) is not null);
}
