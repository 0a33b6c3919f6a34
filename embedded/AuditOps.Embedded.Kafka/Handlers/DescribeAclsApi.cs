using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Shows bindings, by resource.</summary>
internal sealed class DescribeAclsApi(Broker broker) : Api<DescribeAclsRequest>(ApiKey.DescribeAcls, 0, 3, 2)
{
    protected override ValueTask<IMessage?> HandleAsync(DescribeAclsRequest request, RequestContext context)
    {
        var response = new DescribeAclsResponse();
        var filter = AclWire.Filter(request);
        if (!broker.Authorizer.Cluster(context, AclOperation.Describe)) response.Error = KafkaError.ClusterAuthorizationFailed;
        else if (filter.Problem() is { } problem) (response.Error, response.ErrorMessage) = (KafkaError.InvalidRequest, problem);
        else
        {
            foreach (var group in broker.Acls.Find(filter).GroupBy(binding => (binding.Resource, binding.Pattern, binding.Name)))
            {
                response.Resources.Add(new DescribedAclResource
                {
                    Resource = (sbyte)group.Key.Resource,
                    Pattern = (sbyte)group.Key.Pattern,
                    Name = group.Key.Name,
                    Acls = [.. group.Select(acl => new DescribedAcl { Principal = acl.Principal, Host = acl.Host, Operation = (sbyte)acl.Operation, Permission = (sbyte)acl.Permission })],
                });
            }
        }
        return Answer(response);
    }
}
