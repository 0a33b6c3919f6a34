using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Reads committed offsets.</summary>
internal sealed class OffsetFetchApi(Broker broker) : Api<OffsetFetchRequest>(ApiKey.OffsetFetch, 1, 8, 6)
{
    protected override ValueTask<IMessage?> HandleAsync(OffsetFetchRequest request, RequestContext context)
    {
        var response = new OffsetFetchResponse();
        foreach (var group in request.Groups)
        {
            response.Groups.Add(broker.Authorizer.Group(context, AclOperation.Describe, group.GroupId)
                ? Visible(broker.Groups.Offsets.Fetch(group, request.RequireStable), asked: group.Topics is not null, context)
                : new OffsetFetchGroupResult { GroupId = group.GroupId, Error = KafkaError.GroupAuthorizationFailed });
        }
        return Answer(response);
    }

    /// <summary>Topics that one may not look at are refused where they were asked for, and left out where everything was.</summary>
    private OffsetFetchGroupResult Visible(OffsetFetchGroupResult result, bool asked, in RequestContext context)
    {
        if (!broker.Authorizer.Restricts) return result;
        List<OffsetFetchTopicResult> visible = [];
        foreach (var topic in result.Topics)
        {
            if (!broker.Authorizer.Topic(context, AclOperation.Describe, topic.Name))
            {
                if (!asked) continue;
                topic.Partitions = topic.Partitions.ConvertAll(partition => new OffsetFetchPartitionResult { Index = partition.Index, Error = KafkaError.TopicAuthorizationFailed });
            }
            visible.Add(topic);
        }
        result.Topics = visible;
        return result;
    }
}
