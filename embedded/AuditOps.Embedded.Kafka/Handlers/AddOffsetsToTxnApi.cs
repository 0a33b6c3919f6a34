using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Makes a group's offsets part of a transaction.</summary>
internal sealed class AddOffsetsToTxnApi(Broker broker) : Api<AddOffsetsToTxnRequest>(ApiKey.AddOffsetsToTxn, 0, 3, 3)
{
    private const short FirstWithFencedCode = 2;

    protected override async ValueTask<IMessage?> HandleAsync(AddOffsetsToTxnRequest request, RequestContext context)
    {
        if (!broker.Authorizer.TransactionalId(context, AclOperation.Write, request.TransactionalId)) return new AddOffsetsToTxnResponse { Error = KafkaError.TransactionalIdAuthorizationFailed };
        if (!broker.Authorizer.Group(context, AclOperation.Read, request.GroupId)) return new AddOffsetsToTxnResponse { Error = KafkaError.GroupAuthorizationFailed };
        return new AddOffsetsToTxnResponse { Error = FencedCode.For(await broker.Transactions.AddOffsetsAsync(request), context.Version, FirstWithFencedCode) };
    }
}
