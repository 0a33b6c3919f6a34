using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Commits or aborts; answered when the outcome is on disk everywhere.</summary>
internal sealed class EndTxnApi(Broker broker) : Api<EndTxnRequest>(ApiKey.EndTxn, 0, 3, 3)
{
    private const short FirstWithFencedCode = 2;

    protected override async ValueTask<IMessage?> HandleAsync(EndTxnRequest request, RequestContext context) =>
        new EndTxnResponse
        {
            Error = broker.Authorizer.TransactionalId(context, AclOperation.Write, request.TransactionalId)
                ? FencedCode.For(await broker.Transactions.EndAsync(request), context.Version, FirstWithFencedCode)
                : KafkaError.TransactionalIdAuthorizationFailed,
        };
}
