using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Takes members out of a group. Before version 3 there is one member and its error is the answer's.</summary>
internal sealed class LeaveGroupApi(Broker broker) : Api<LeaveGroupRequest>(ApiKey.LeaveGroup, 0, 4, 4)
{
    private const short FirstWithMembers = 3;

    protected override ValueTask<IMessage?> HandleAsync(LeaveGroupRequest request, RequestContext context)
    {
        if (!broker.Authorizer.Group(context, AclOperation.Read, request.GroupId)) return Answer(new LeaveGroupResponse { Error = KafkaError.GroupAuthorizationFailed });
        var members = broker.Groups.Membership.Leave(request);
        return Answer(context.Version >= FirstWithMembers
            ? new LeaveGroupResponse { Members = members }
            : new LeaveGroupResponse { Error = members[0].Error });
    }
}
