using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Producer ids: a fresh one for an idempotent producer, the transactional id's own with a new epoch for a transactional one.</summary>
internal sealed class InitProducerIdApi(Broker broker) : Api<InitProducerIdRequest>(ApiKey.InitProducerId, 0, 4, 2)
{
    private const short FirstWithFencedCode = 4;

    protected override async ValueTask<IMessage?> HandleAsync(InitProducerIdRequest request, RequestContext context)
    {
        if (request.TransactionalId is not { } id)
        {
            // Writing to some topic is enough (KIP-679): every producer is idempotent these days.
            var allowed = broker.Authorizer.Cluster(context, AclOperation.IdempotentWrite) || broker.Authorizer.AnyTopic(context, AclOperation.Write);
            return allowed ? Fresh() : new InitProducerIdResponse { Error = KafkaError.ClusterAuthorizationFailed };
        }
        if (!broker.Authorizer.TransactionalId(context, AclOperation.Write, id)) return new InitProducerIdResponse { Error = KafkaError.TransactionalIdAuthorizationFailed };
        var response = await broker.Transactions.InitAsync(request);
        response.Error = FencedCode.For(response.Error, context.Version, FirstWithFencedCode);
        return response;
    }

    private InitProducerIdResponse Fresh()
    {
        try
        {
            return new InitProducerIdResponse { ProducerId = broker.Store.AllocateProducerId(), ProducerEpoch = 0 };
        }
        catch (EmbeddedKafkaException refused)
        {
            return new InitProducerIdResponse { Error = refused.Error };
        }
    }
}
