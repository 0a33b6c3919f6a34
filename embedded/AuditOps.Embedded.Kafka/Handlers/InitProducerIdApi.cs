using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Producer ids for idempotent producers. Transactions are not served, and a producer that asks for them is told so.</summary>
internal sealed class InitProducerIdApi(Broker broker) : Api<InitProducerIdRequest>(ApiKey.InitProducerId, 0, 4, 2)
{
    protected override ValueTask<IMessage?> HandleAsync(InitProducerIdRequest request, RequestContext context)
    {
        if (request.TransactionalId is null)
            return Answer(new InitProducerIdResponse { ProducerId = broker.Store.AllocateProducerId(), ProducerEpoch = 0 });
        var error = request.TransactionalId.Length == 0 ? KafkaError.InvalidRequest : KafkaError.UnsupportedVersion;
        return Answer(new InitProducerIdResponse { Error = error });
    }
}
