using System.Text;
using System.Text.Json;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>
/// A node of the tree of wanted paths. Names compare without regard to case. Looking up a name that nobody wants, by far the most frequent case, costs a test of
/// its length or one probe of a table.
/// </summary>
internal sealed class PathNode
{
    private const int LongestInMask = 63;

    private readonly Dictionary<string, PathNode> _children = new(StringComparer.OrdinalIgnoreCase);
    private Entry[] _table = [];
    private ulong _lengths;
    private bool _foreign;

    /// <summary>The slots whose value stands here.</summary>
    public PathEnd[] Ends { get; private set; } = [];

    public bool HasChildren => _children.Count > 0;

    public PathNode Child(string name)
    {
        if (!_children.TryGetValue(name, out var child))
            _children.Add(name, child = new PathNode());
        return child;
    }

    public void AddEnd(PathEnd end) => Ends = [.. Ends, end];

    /// <summary>Builds the tables of this node and those below; call once, after the last path is added.</summary>
    public void Seal()
    {
        var size = 4;
        while (size < _children.Count * 3)
            size *= 2;
        _table = new Entry[size];
        foreach (var (name, child) in _children)
        {
            child.Seal();
            if (!Ascii.IsValid(name))
            {
                _foreign = true;
                continue;
            }

            var bytes = Encoding.ASCII.GetBytes(name);
            _lengths |= 1UL << Math.Min(bytes.Length, LongestInMask);
            var at = Hash(bytes) & (size - 1);
            while (_table[at].Node is not null)
                at = (at + 1) & (size - 1);
            _table[at] = new Entry(bytes, child);
        }
    }

    /// <summary>The node of the property name at the reader; null when no path goes there.</summary>
    public PathNode? Find(ref readonly Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || (_foreign && !Ascii.IsValid(reader.ValueSpan)))
            return FindDecoded(in reader);
        return Find(reader.ValueSpan);
    }

    public PathNode? Find(ReadOnlySpan<byte> name)
    {
        if ((_lengths & (1UL << Math.Min(name.Length, LongestInMask))) == 0)
            return null;
        for (var at = Hash(name) & (_table.Length - 1); _table[at].Node is { } node; at = (at + 1) & (_table.Length - 1))
        {
            if (_table[at].Name.Length == name.Length && Ascii.EqualsIgnoreCase(_table[at].Name, name))
                return node;
        }

        return null;
    }

    public PathNode? Find(string name) => _children.GetValueOrDefault(name);

    private PathNode? FindDecoded(ref readonly Utf8JsonReader reader)
    {
        try
        {
            return _children.GetValueOrDefault(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // A name that is no text (half a surrogate pair) is no name that a rule can write.
            return null;
        }
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = (uint)name.Length;
        foreach (var letter in name)
            hash = (hash * 31) + (uint)(letter | 0x20);
        return (int)((hash ^ (hash >> 11)) & 0x7FFFFFFF);
    }

    private readonly record struct Entry(byte[] Name, PathNode Node);
}
