using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Who may see and change the configs of what.</summary>
internal static class ConfigAccess
{
    public static KafkaError Refusal(Broker broker, in RequestContext context, AclOperation operation, sbyte type, string name) => type switch
    {
        ResourceType.Topic => broker.Authorizer.Topic(context, operation, name) ? KafkaError.None : KafkaError.TopicAuthorizationFailed,
        ResourceType.Group => broker.Authorizer.Group(context, operation, name) ? KafkaError.None : KafkaError.GroupAuthorizationFailed,
        _ => broker.Authorizer.Cluster(context, operation) ? KafkaError.None : KafkaError.ClusterAuthorizationFailed,
    };
}
