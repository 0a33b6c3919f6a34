using AuditOps.Embedded.Kafka.Net;
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
            response.Coordinators.Add(request.KeyType is Group or Transaction
                ? new CoordinatorEntry { Key = key, NodeId = Broker.NodeId, Host = broker.AdvertisedHost, Port = broker.Port }
                : new CoordinatorEntry { Key = key, Error = KafkaError.InvalidRequest, ErrorMessage = "The key type is neither group nor transaction." });
        }
        return Answer(response);
    }
}
