using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>A member's sign of life, and how it learns of a rebalance.</summary>
internal sealed class HeartbeatApi(Broker broker) : Api<HeartbeatRequest>(ApiKey.Heartbeat, 0, 4, 4)
{
    protected override ValueTask<IMessage?> HandleAsync(HeartbeatRequest request, RequestContext context) =>
        Answer(new HeartbeatResponse { Error = broker.Authorizer.Group(context, AclOperation.Read, request.GroupId) ? broker.Groups.Membership.Heartbeat(request) : KafkaError.GroupAuthorizationFailed });
}
