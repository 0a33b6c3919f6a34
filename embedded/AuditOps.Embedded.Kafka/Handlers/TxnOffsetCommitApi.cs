using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Commits offsets that count when their transaction does.</summary>
internal sealed class TxnOffsetCommitApi(Broker broker) : Api<TxnOffsetCommitRequest>(ApiKey.TxnOffsetCommit, 0, 3, 3)
{
    protected override async ValueTask<IMessage?> HandleAsync(TxnOffsetCommitRequest request, RequestContext context)
    {
        var refusal = !broker.Authorizer.TransactionalId(context, AclOperation.Write, request.TransactionalId) ? KafkaError.TransactionalIdAuthorizationFailed
            : !broker.Authorizer.Group(context, AclOperation.Read, request.GroupId) ? KafkaError.GroupAuthorizationFailed
            : KafkaError.None;
        if (refusal == KafkaError.None) return await broker.Transactions.CommitOffsetsAsync(request, topic => broker.Authorizer.Topic(context, AclOperation.Read, topic));
        var response = new TxnOffsetCommitResponse();
        GroupOffsets.Fill(response, request, refusal);
        return response;
    }
}
