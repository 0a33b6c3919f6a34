using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Joins a group; answered when the barrier opens.</summary>
internal sealed class JoinGroupApi(Broker broker) : Api<JoinGroupRequest>(ApiKey.JoinGroup, 0, 7, 6)
{
    protected override async ValueTask<IMessage?> HandleAsync(JoinGroupRequest request, RequestContext context) =>
        broker.Authorizer.Group(context, AclOperation.Read, request.GroupId)
            ? await broker.Groups.Membership.JoinAsync(request, context)
            : new JoinGroupResponse { Error = KafkaError.GroupAuthorizationFailed };
}
