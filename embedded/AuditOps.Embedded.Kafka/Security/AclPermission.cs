namespace AuditOps.Embedded.Kafka.Security;

/// <summary>Whether a binding allows or denies. Any occurs in filters only.</summary>
internal enum AclPermission : sbyte
{
    Unknown = 0,
    Any = 1,
    Deny = 2,
    Allow = 3,
}
