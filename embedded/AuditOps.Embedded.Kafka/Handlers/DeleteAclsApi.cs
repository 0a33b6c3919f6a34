using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Takes away the bindings that filters match.</summary>
internal sealed class DeleteAclsApi(Broker broker) : Api<DeleteAclsRequest>(ApiKey.DeleteAcls, 0, 3, 2)
{
    /// <summary>Each is held against all bindings.</summary>
    private const int MaxFilters = 1000;

    protected override ValueTask<IMessage?> HandleAsync(DeleteAclsRequest request, RequestContext context)
    {
        var response = new DeleteAclsResponse();
        var refusal = !broker.Authorizer.Cluster(context, AclOperation.Alter) ? KafkaError.ClusterAuthorizationFailed
            : request.Filters.Count > MaxFilters ? KafkaError.PolicyViolation
            : KafkaError.None;
        foreach (var filter in request.Filters) response.Results.Add(refusal == KafkaError.None ? Delete(AclWire.Filter(filter)) : new DeletedAcls { Error = refusal });
        return Answer(response);
    }

    private DeletedAcls Delete(AclFilter filter)
    {
        if (filter.Problem() is { } problem) return new DeletedAcls { Error = KafkaError.InvalidRequest, ErrorMessage = problem };
        try
        {
            return new DeletedAcls { Acls = broker.Acls.Delete(filter).ConvertAll(AclWire.Deleted) };
        }
        catch (EmbeddedKafkaException refused)
        {
            return new DeletedAcls { Error = refused.Error };
        }
    }
}
