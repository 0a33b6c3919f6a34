using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Deletes groups without members.</summary>
internal sealed class DeleteGroupsApi(Broker broker) : Api<DeleteGroupsRequest>(ApiKey.DeleteGroups, 0, 2, 2)
{
    protected override async ValueTask<IMessage?> HandleAsync(DeleteGroupsRequest request, RequestContext context)
    {
        var refused = request.Groups.FindAll(group => !broker.Authorizer.Group(context, AclOperation.Delete, group));
        request.Groups.RemoveAll(refused.Contains);
        var response = await broker.Groups.Offsets.DeleteGroupsAsync(request);
        foreach (var group in refused) response.Results.Add(new DeletedGroup { GroupId = group, Error = KafkaError.GroupAuthorizationFailed });
        return response;
    }
}
