namespace AuditOps.Embedded.Kafka.Security;

/// <summary>Kinds of things that access control lists protect, as org.apache.kafka.common.resource.ResourceType numbers them.</summary>
internal enum AclResource : sbyte
{
    Unknown = 0,
    Any = 1,
    Topic = 2,
    Group = 3,
    Cluster = 4,
    TransactionalId = 5,
    DelegationToken = 6,
    User = 7,
}
