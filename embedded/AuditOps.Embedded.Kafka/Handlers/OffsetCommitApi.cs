using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Commits offsets; answered when they are on disk.</summary>
internal sealed class OffsetCommitApi(Broker broker) : Api<OffsetCommitRequest>(ApiKey.OffsetCommit, 2, 8, 8)
{
    protected override async ValueTask<IMessage?> HandleAsync(OffsetCommitRequest request, RequestContext context)
    {
        if (broker.Authorizer.Group(context, AclOperation.Read, request.GroupId)) return await broker.Groups.Offsets.CommitAsync(request, Check);
        var response = new OffsetCommitResponse();
        GroupOffsets.Fill(response, request, KafkaError.GroupAuthorizationFailed);
        return response;

        KafkaError Check(string topic, int index) =>
            !broker.Authorizer.Topic(context, AclOperation.Read, topic) ? KafkaError.TopicAuthorizationFailed
            : broker.Store.Partition(topic, index) is null ? KafkaError.UnknownTopicOrPartition
            : KafkaError.None;
    }
}
