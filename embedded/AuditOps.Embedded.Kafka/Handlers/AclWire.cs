using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Bindings and filters as they travel.</summary>
internal static class AclWire
{
    public static AclBinding Binding(AclCreation acl) =>
        new((AclResource)acl.Resource, (AclPattern)acl.Pattern, acl.Name, acl.Principal, acl.Host, (AclOperation)acl.Operation, (AclPermission)acl.Permission);

    public static AclFilter Filter(AclFilterFields filter) =>
        new((AclResource)filter.Resource, (AclPattern)filter.Pattern, filter.Name, filter.Principal, filter.Host, (AclOperation)filter.Operation, (AclPermission)filter.Permission);

    public static DeletedAcl Deleted(AclBinding binding) => new()
    {
        Resource = (sbyte)binding.Resource,
        Pattern = (sbyte)binding.Pattern,
        Name = binding.Name,
        Principal = binding.Principal,
        Host = binding.Host,
        Operation = (sbyte)binding.Operation,
        Permission = (sbyte)binding.Permission,
    };
}
