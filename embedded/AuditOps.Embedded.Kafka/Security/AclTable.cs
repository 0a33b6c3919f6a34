namespace AuditOps.Embedded.Kafka.Security;

/// <summary>
/// All bindings, arranged for decisions; never changes. The rules are those of Apache Kafka's authorizer: a deny beats every allow, wherever it stands; a
/// resource that no binding speaks of is open or closed to everybody, as the option says.
/// </summary>
internal sealed class AclTable
{
    /// <summary>A name that stands for one that no binding was made for.</summary>
    private const string Unlisted = "\0";

    private readonly Dictionary<(AclResource, AclPattern), ResourceRules> _rules = [];
    private readonly bool _allowUnlisted;

    public AclTable(IEnumerable<AclBinding> bindings, bool allowUnlisted)
    {
        _allowUnlisted = allowUnlisted;
        foreach (var binding in bindings)
        {
            if (!_rules.TryGetValue((binding.Resource, binding.Pattern), out var rules)) _rules[(binding.Resource, binding.Pattern)] = rules = new ResourceRules();
            rules.Add(binding);
        }
    }

    public bool Allows(string principal, string host, AclOperation operation, AclResource resource, string name)
    {
        var verdict = new AclVerdict(principal, host, operation);
        if (_rules.TryGetValue((resource, AclPattern.Literal), out var literal))
        {
            verdict.Consider(literal.Named(name));
            verdict.Consider(literal.Named(AclBinding.Wildcard));
        }
        if (_rules.TryGetValue((resource, AclPattern.Prefixed), out var prefixed))
        {
            foreach (var length in prefixed.Lengths)
            {
                if (length > name.Length) break;
                verdict.Consider(prefixed.Named(name.AsSpan(0, length)));
            }
        }
        return verdict.IsAllowed(_allowUnlisted);
    }

    /// <summary>Whether there is any resource of the kind with which this may be done (KIP-679): an allow counts unless a deny covers all of it.</summary>
    public bool AllowsAny(string principal, string host, AclOperation operation, AclResource resource)
    {
        if (Allows(principal, host, operation, resource, Unlisted)) return true;
        List<AclBinding> denies = [];
        List<AclBinding> allows = [];
        foreach (var pattern in (AclPattern[])[AclPattern.Literal, AclPattern.Prefixed])
        {
            if (!_rules.TryGetValue((resource, pattern), out var rules)) continue;
            foreach (var binding in rules.All)
            {
                if (!binding.Concerns(principal, host)) continue;
                if (binding.Permission == AclPermission.Deny && binding.Denies(operation)) denies.Add(binding);
                if (binding.Permission == AclPermission.Allow && binding.Allows(operation)) allows.Add(binding);
            }
        }
        return allows.Exists(allow => !denies.Exists(deny => Covers(deny, allow)));
    }

    private static bool Covers(AclBinding deny, AclBinding allow)
    {
        if (deny.IsWildcard) return true;
        if (deny.Pattern == AclPattern.Prefixed) return !allow.IsWildcard && allow.Name.StartsWith(deny.Name, StringComparison.Ordinal);
        return allow.Pattern == AclPattern.Literal && allow.Name == deny.Name;
    }
}
