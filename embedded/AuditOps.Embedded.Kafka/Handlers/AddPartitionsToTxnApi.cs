using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Makes partitions part of a transaction, before anything is written to them.</summary>
internal sealed class AddPartitionsToTxnApi(Broker broker) : Api<AddPartitionsToTxnRequest>(ApiKey.AddPartitionsToTxn, 0, 3, 3)
{
    private const short FirstWithFencedCode = 2;

    protected override async ValueTask<IMessage?> HandleAsync(AddPartitionsToTxnRequest request, RequestContext context)
    {
        var response = await broker.Transactions.AddPartitionsAsync(request);
        foreach (var partition in response.Topics.SelectMany(topic => topic.Partitions)) partition.Error = FencedCode.For(partition.Error, context.Version, FirstWithFencedCode);
        return response;
    }
}
