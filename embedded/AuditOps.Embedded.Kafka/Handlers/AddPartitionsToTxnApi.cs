using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Makes partitions part of a transaction, before anything is written to them.</summary>
internal sealed class AddPartitionsToTxnApi(Broker broker) : Api<AddPartitionsToTxnRequest>(ApiKey.AddPartitionsToTxn, 0, 3, 3)
{
    private const short FirstWithFencedCode = 2;

    protected override async ValueTask<IMessage?> HandleAsync(AddPartitionsToTxnRequest request, RequestContext context)
    {
        if (Refusal(request, context) is { } refusal) return refusal;
        var response = await broker.Transactions.AddPartitionsAsync(request);
        foreach (var partition in response.Topics.SelectMany(topic => topic.Partitions)) partition.Error = FencedCode.For(partition.Error, context.Version, FirstWithFencedCode);
        return response;
    }

    /// <summary>All or none: topics that could have been added are said not to have been tried.</summary>
    private AddPartitionsToTxnResponse? Refusal(AddPartitionsToTxnRequest request, in RequestContext context)
    {
        if (!broker.Authorizer.TransactionalId(context, AclOperation.Write, request.TransactionalId)) return Response(request, _ => KafkaError.TransactionalIdAuthorizationFailed);
        HashSet<string>? refused = null;
        foreach (var topic in request.Topics)
        {
            if (!broker.Authorizer.Topic(context, AclOperation.Write, topic.Name)) (refused ??= []).Add(topic.Name);
        }
        return refused is null ? null : Response(request, topic => refused.Contains(topic) ? KafkaError.TopicAuthorizationFailed : KafkaError.OperationNotAttempted);
    }

    private static AddPartitionsToTxnResponse Response(AddPartitionsToTxnRequest request, Func<string, KafkaError> error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new TopicErrors
        {
            Name = topic.Name,
            Partitions = topic.Partitions.ConvertAll(partition => new PartitionError { Index = partition, Error = error(topic.Name) }),
        }),
    };
}
