using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Reads committed offsets.</summary>
internal sealed class OffsetFetchApi(Broker broker) : Api<OffsetFetchRequest>(ApiKey.OffsetFetch, 1, 8, 6)
{
    protected override ValueTask<IMessage?> HandleAsync(OffsetFetchRequest request, RequestContext context)
    {
        var response = new OffsetFetchResponse();
        foreach (var group in request.Groups) response.Groups.Add(broker.Groups.Offsets.Fetch(group, request.RequireStable));
        return Answer(response);
    }
}
