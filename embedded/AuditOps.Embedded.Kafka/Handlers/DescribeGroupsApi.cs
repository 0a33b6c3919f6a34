using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Describes groups. One nobody knows is described as dead, without an error.</summary>
internal sealed class DescribeGroupsApi(Broker broker) : Api<DescribeGroupsRequest>(ApiKey.DescribeGroups, 0, 5, 5)
{
    protected override ValueTask<IMessage?> HandleAsync(DescribeGroupsRequest request, RequestContext context)
    {
        var response = new DescribeGroupsResponse();
        lock (broker.Groups.Gate)
        {
            foreach (var id in request.Groups)
            {
                response.Groups.Add(broker.Authorizer.Group(context, AclOperation.Describe, id)
                    ? Describe(id, broker.Groups.Find(id))
                    : new DescribedGroup { GroupId = id, Error = KafkaError.GroupAuthorizationFailed });
            }
        }
        if (request.IncludeOperations)
        {
            foreach (var group in response.Groups)
            {
                if (group.Error == KafkaError.None) group.Operations = broker.Authorizer.Operations(context, AclResource.Group, group.GroupId);
            }
        }
        return Answer(response);
    }

    private static DescribedGroup Describe(string id, Group? group)
    {
        if (group is null) return new DescribedGroup { GroupId = id, State = nameof(GroupState.Dead) };
        var isSettled = group.State is GroupState.Stable or GroupState.CompletingRebalance;
        var result = new DescribedGroup
        {
            GroupId = id,
            State = group.State.ToString(),
            ProtocolType = group.ProtocolType ?? "",
            Protocol = group.State == GroupState.Stable ? group.Protocol ?? "" : "",
        };
        foreach (var member in group.Members)
        {
            result.Members.Add(new DescribedMember
            {
                MemberId = member.Id,
                GroupInstanceId = member.InstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                Metadata = isSettled ? member.Metadata(group.Protocol) : [],
                Assignment = group.State == GroupState.Stable ? member.Assignment : [],
            });
        }
        return result;
    }
}
