using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Commits offsets that count when their transaction does.</summary>
internal sealed class TxnOffsetCommitApi(Broker broker) : Api<TxnOffsetCommitRequest>(ApiKey.TxnOffsetCommit, 0, 3, 3)
{
    protected override async ValueTask<IMessage?> HandleAsync(TxnOffsetCommitRequest request, RequestContext context) =>
        await broker.Transactions.CommitOffsetsAsync(request);
}
