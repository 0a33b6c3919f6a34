namespace AuditOps.Embedded.Kafka.Security;

/// <summary>The bindings of one kind of resource and pattern, by name.</summary>
internal sealed class ResourceRules
{
    private readonly Dictionary<string, List<AclBinding>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<AclBinding>>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly SortedSet<int> _lengths = [];

    public ResourceRules() => _lookup = _byName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Lengths of the names, ascending: a name can be looked up by each of its beginnings that some prefix has.</summary>
    public SortedSet<int> Lengths => _lengths;

    public IEnumerable<AclBinding> All => _byName.Values.SelectMany(bindings => bindings);

    public List<AclBinding>? Named(ReadOnlySpan<char> name) => _lookup.TryGetValue(name, out var bindings) ? bindings : null;

    public void Add(AclBinding binding)
    {
        if (!_byName.TryGetValue(binding.Name, out var bindings)) _byName[binding.Name] = bindings = [];
        bindings.Add(binding);
        _lengths.Add(binding.Name.Length);
    }
}
