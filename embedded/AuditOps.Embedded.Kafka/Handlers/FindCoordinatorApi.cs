using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>There is one node, so it coordinates every group and, once asked for, every transactional id.</summary>
internal sealed class FindCoordinatorApi(Broker broker) : Api<FindCoordinatorRequest>(ApiKey.FindCoordinator, 0, 4, 3)
{
    private const sbyte Group = 0;
    private const sbyte Transaction = 1;

    protected override ValueTask<IMessage?> HandleAsync(FindCoordinatorRequest request, RequestContext context)
    {
        var response = new FindCoordinatorResponse();
        foreach (var key in request.Keys)
        {
            response.Coordinators.Add(Find(request.KeyType, key, context));
        }
        return Answer(response);
    }

    private CoordinatorEntry Find(sbyte type, string key, in RequestContext context)
    {
        switch (type)
        {
            case Group when !broker.Authorizer.Group(context, AclOperation.Describe, key):
                return new CoordinatorEntry { Key = key, Error = KafkaError.GroupAuthorizationFailed };
            case Transaction when !broker.Authorizer.TransactionalId(context, AclOperation.Describe, key):
                return new CoordinatorEntry { Key = key, Error = KafkaError.TransactionalIdAuthorizationFailed };
            case Group or Transaction:
                return new CoordinatorEntry { Key = key, NodeId = Broker.NodeId, Host = context.Session.Listener.Host, Port = context.Session.Listener.Port };
            default:
                return new CoordinatorEntry { Key = key, Error = KafkaError.InvalidRequest, ErrorMessage = "The key type is neither group nor transaction." };
        }
    }
}
