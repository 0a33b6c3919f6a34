namespace AuditOps.Embedded.Kafka.Security;

/// <summary>What the bindings of one resource say about one client and one operation.</summary>
internal struct AclVerdict(string principal, string host, AclOperation operation)
{
    private bool _listed;
    private bool _allowed;
    private bool _denied;

    public void Consider(List<AclBinding>? bindings)
    {
        if (bindings is null) return;
        _listed = true;
        foreach (var binding in bindings)
        {
            if (!binding.Concerns(principal, host)) continue;
            if (binding.Permission == AclPermission.Deny) _denied |= binding.Denies(operation);
            else _allowed |= binding.Allows(operation);
        }
    }

    public readonly bool IsAllowed(bool allowUnlisted) => !_denied && (_allowed || (!_listed && allowUnlisted));
}
