using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Adds bindings to the access control lists.</summary>
internal sealed class CreateAclsApi(Broker broker) : Api<CreateAclsRequest>(ApiKey.CreateAcls, 0, 3, 2)
{
    protected override ValueTask<IMessage?> HandleAsync(CreateAclsRequest request, RequestContext context)
    {
        var response = new CreateAclsResponse();
        foreach (var (error, message) in Create(request, context)) response.Results.Add(new AclCreationResult { Error = error, ErrorMessage = message });
        return Answer(response);
    }

    private List<(KafkaError Error, string? Message)> Create(CreateAclsRequest request, in RequestContext context)
    {
        if (!broker.Authorizer.Cluster(context, AclOperation.Alter)) return All(KafkaError.ClusterAuthorizationFailed);
        try
        {
            return broker.Acls.Create(request.Creations.ConvertAll(AclWire.Binding));
        }
        catch (EmbeddedKafkaException refused)
        {
            return All(refused.Error);
        }

        List<(KafkaError, string?)> All(KafkaError error) => request.Creations.ConvertAll(_ => (error, (string?)null));
    }
}
