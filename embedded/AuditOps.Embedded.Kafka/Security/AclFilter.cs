namespace AuditOps.Embedded.Kafka.Security;

/// <summary>Which bindings are asked for. A null text matches all.</summary>
internal sealed record AclFilter(AclResource Resource, AclPattern Pattern, string? Name, string? Principal, string? Host, AclOperation Operation, AclPermission Permission)
{
    /// <summary>Why this cannot be asked; null when it can.</summary>
    public string? Problem() =>
        Resource is <= AclResource.Unknown or > AclResource.User || Pattern is <= AclPattern.Unknown or > AclPattern.Prefixed ||
        Operation is <= AclOperation.Unknown or > AclOperation.DescribeTokens || Permission is <= AclPermission.Unknown or > AclPermission.Allow
            ? "The filter contains elements that are not known."
            : null;

    public bool Matches(AclBinding binding) =>
        (Resource == AclResource.Any || Resource == binding.Resource) &&
        (Operation == AclOperation.Any || Operation == binding.Operation) &&
        (Permission == AclPermission.Any || Permission == binding.Permission) &&
        (Principal is null || Principal == binding.Principal) &&
        (Host is null || Host == binding.Host) &&
        MatchesName(binding);

    private bool MatchesName(AclBinding binding)
    {
        if (Pattern is AclPattern.Literal or AclPattern.Prefixed && Pattern != binding.Pattern) return false;
        if (Name is null) return true;
        if (Pattern != AclPattern.Match) return Name == binding.Name;
        return binding.Pattern == AclPattern.Prefixed ? Name.StartsWith(binding.Name, StringComparison.Ordinal) : Name == binding.Name || binding.IsWildcard;
    }
}
