namespace AuditOps.Streams;

/// <summary>A step as written in the builder; tasks make their own running copies of it.</summary>
internal abstract class TopologyNode
{
    private readonly List<TopologyNode> _children = [];

    protected TopologyNode(string name) => Name = name;

    public string Name { get; }

    /// <summary>One line for <see cref="Topology.Describe"/>.</summary>
    public abstract string Describe();

    public IReadOnlyList<TopologyNode> Children => _children;

    /// <summary>State that this step keeps.</summary>
    public virtual IReadOnlyList<StoreSpec> Stores => [];

    /// <summary>Broadcast tables that this step looks things up in.</summary>
    public virtual IReadOnlyList<TableSpec> Reads => [];

    /// <summary>This node and all behind it.</summary>
    public IEnumerable<TopologyNode> Walk() => _children.SelectMany(child => child.Walk()).Prepend(this);

    public TopologyNode Add(TopologyNode child)
    {
        _children.Add(child);
        return child;
    }

    protected static string TypeName(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>" : type.Name;
}
