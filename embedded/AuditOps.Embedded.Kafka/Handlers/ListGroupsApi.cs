using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Lists groups, all or those in certain states.</summary>
internal sealed class ListGroupsApi(Broker broker) : Api<ListGroupsRequest>(ApiKey.ListGroups, 0, 4, 3)
{
    protected override ValueTask<IMessage?> HandleAsync(ListGroupsRequest request, RequestContext context)
    {
        var response = new ListGroupsResponse();
        var all = broker.Authorizer.Cluster(context, AclOperation.Describe);
        lock (broker.Groups.Gate)
        {
            foreach (var group in broker.Groups.ById.Values)
            {
                if (!all && !broker.Authorizer.Group(context, AclOperation.Describe, group.Id)) continue;
                var state = group.State.ToString();
                if (request.States.Count > 0 && !request.States.Exists(wanted => string.Equals(wanted, state, StringComparison.OrdinalIgnoreCase))) continue;
                response.Groups.Add(new ListedGroup { GroupId = group.Id, ProtocolType = group.ProtocolType ?? "", State = state });
            }
        }
        return Answer(response);
    }
}
