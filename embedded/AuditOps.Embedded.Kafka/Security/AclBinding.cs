namespace AuditOps.Embedded.Kafka.Security;

/// <summary>One entry of an access control list.</summary>
/// <param name="Name">Of the resource; "*" with a literal pattern means all of them.</param>
/// <param name="Principal">"User:NAME"; "User:*" means everybody.</param>
/// <param name="Host">Address of the client; "*" means all of them.</param>
internal sealed record AclBinding(AclResource Resource, AclPattern Pattern, string Name, string Principal, string Host, AclOperation Operation, AclPermission Permission)
{
    public const string Wildcard = "*";
    public const string AnyUser = "User:*";

    /// <summary>The only resource of its kind.</summary>
    public const string ClusterName = "kafka-cluster";

    /// <summary>Longest name, principal or host, characters; topics and users end well below.</summary>
    private const int MaxText = 1024;

    public bool IsWildcard => Pattern == AclPattern.Literal && Name == Wildcard;

    /// <summary>Why this cannot be a binding; null when it can.</summary>
    public string? Problem()
    {
        if (Resource is not (AclResource.Topic or AclResource.Group or AclResource.Cluster or AclResource.TransactionalId or AclResource.DelegationToken or AclResource.User))
            return $"The resource type {(sbyte)Resource} is not one that can be protected.";
        if (Pattern is not (AclPattern.Literal or AclPattern.Prefixed)) return "The pattern type must be literal or prefixed.";
        if (Operation is < AclOperation.All or > AclOperation.DescribeTokens) return $"The operation {(sbyte)Operation} is not one that can be allowed or denied.";
        if (Permission is not (AclPermission.Deny or AclPermission.Allow)) return "The permission type must be deny or allow.";
        if (Name.Length is 0 or > MaxText) return $"The resource name must be 1 to {MaxText} characters.";
        if (Resource == AclResource.Cluster && Name != ClusterName) return $"The only valid name for the cluster resource is {ClusterName}.";
        if (Principal.Length > MaxText || Principal.IndexOf(':', StringComparison.Ordinal) is < 1) return "The principal must look like User:NAME.";
        if (Host.Length is 0 or > MaxText) return $"The host must be an address, or {Wildcard}.";
        return null;
    }

    /// <summary>Whether this speaks of such a client at all.</summary>
    public bool Concerns(string principal, string host) =>
        (Principal == AnyUser || Principal == principal) && (Host == Wildcard || Host == host);

    public bool Denies(AclOperation operation) => Operation == AclOperation.All || Operation == operation;

    /// <summary>Who may do more with a resource may also look at it; denying has no such consequences.</summary>
    public bool Allows(AclOperation operation) => Operation == AclOperation.All || Operation == operation || operation switch
    {
        AclOperation.Describe => Operation is AclOperation.Read or AclOperation.Write or AclOperation.Delete or AclOperation.Alter,
        AclOperation.DescribeConfigs => Operation is AclOperation.AlterConfigs,
        _ => false,
    };
}
