namespace AuditOps.Embedded.Kafka.Security;

/// <summary>How a binding's resource name is meant (KIP-290). Any and Match occur in filters only.</summary>
internal enum AclPattern : sbyte
{
    Unknown = 0,
    Any = 1,

    /// <summary>Every binding that would apply to a resource of the name.</summary>
    Match = 2,
    Literal = 3,
    Prefixed = 4,
}
