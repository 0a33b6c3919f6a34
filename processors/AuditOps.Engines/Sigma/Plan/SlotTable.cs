using AuditOps.Engines.Sigma.Fields;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>Gives every place that some rule reads a number, and builds the tree by which a record is read.</summary>
internal sealed class SlotTable
{
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly List<FieldPath?> _paths = [];

    public int Count => _paths.Count;

    public PathEnd? Leaves { get; private set; }

    /// <summary>Slots that the normalised event fills, and how.</summary>
    public (int Slot, OwnField Read)[] Own => [.. _paths.Select((path, slot) => (slot, path?.Own!)).Where(pair => pair.Item2 is not null)];

    public ValueTransform?[] Transforms => [.. _paths.Select(path => path?.Transform)];

    public int Of(FieldPath path)
    {
        var key = path.Key;
        if (!_byKey.TryGetValue(key, out var slot))
        {
            _byKey.Add(key, slot = _paths.Count);
            _paths.Add(path);
        }

        return slot;
    }

    /// <summary>The slot of all plain values.</summary>
    public int KeywordSlot()
    {
        if (Leaves is null)
        {
            Leaves = new PathEnd(_paths.Count, 0);
            _paths.Add(null);
        }

        return Leaves.Value.Slot;
    }

    public PathNode Build()
    {
        var root = new PathNode();
        for (var slot = 0; slot < _paths.Count; slot++)
        {
            if (_paths[slot] is not { Own: null } path)
                continue;
            foreach (var (names, rank) in PathVariants.Of(path.Path))
            {
                var node = root;
                foreach (var name in names)
                    node = node.Child(name);
                node.AddEnd(new PathEnd(slot, rank));
            }
        }

        root.Seal();
        return root;
    }
}
