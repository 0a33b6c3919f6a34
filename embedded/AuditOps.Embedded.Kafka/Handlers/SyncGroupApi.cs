using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Hands in or fetches the assignment; answered when the leader's is there.</summary>
internal sealed class SyncGroupApi(Broker broker) : Api<SyncGroupRequest>(ApiKey.SyncGroup, 0, 5, 4)
{
    protected override async ValueTask<IMessage?> HandleAsync(SyncGroupRequest request, RequestContext context) =>
        broker.Authorizer.Group(context, AclOperation.Read, request.GroupId)
            ? await broker.Groups.Membership.SyncAsync(request)
            : new SyncGroupResponse { Error = KafkaError.GroupAuthorizationFailed };
}
