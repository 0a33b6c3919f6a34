using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AuditOps.Engines.Normalize.Json;

/// <summary>
/// The members of one JSON object, found by name without regard to case (sources disagree about it: <c>Type</c> and <c>type</c>, whole envelopes in lower case).
/// Of a repeated name the last counts, as in most JSON parsers. Null, empty and blank values count as absent. Reused from record to record.
/// </summary>
internal sealed class Fields(NestedJson nested)
{
    private const int Buckets = 256;

    private readonly int[] _heads = new int[Buckets];
    private JsonProperty[] _members = new JsonProperty[64];
    private int[] _next = new int[64];
    private int _count;

    public void Load(JsonElement source)
    {
        Array.Clear(_heads);
        _count = 0;
        foreach (var member in source.EnumerateObject())
            Add(member);
    }

    /// <summary>Forgets the record, so that its document is not kept alive.</summary>
    public void Clear()
    {
        Array.Clear(_members, 0, _count);
        Array.Clear(_heads);
        _count = 0;
    }

    public bool TryGet(ReadOnlySpan<byte> name, out JsonElement value)
    {
        for (var at = _heads[Hash(name)]; at > 0; at = _next[at - 1])
        {
            if (!Ascii.EqualsIgnoreCase(JsonMarshal.GetRawUtf8PropertyName(_members[at - 1]), name))
                continue;
            value = _members[at - 1].Value;
            return value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
        }

        value = default;
        return false;
    }

    public bool Has(ReadOnlySpan<byte> name) => TryGet(name, out _);

    /// <summary>A string, number or boolean as text; null when absent, blank, or an object or array.</summary>
    public string? Text(ReadOnlySpan<byte> name) => TryGet(name, out var value) ? value.AsText() : null;

    /// <summary>The first of two names that has a text.</summary>
    public string? Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => Text(name) ?? Text(other);

    /// <summary>The first of three names that has a text.</summary>
    public string? Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other, ReadOnlySpan<byte> third) => Text(name) ?? Text(other) ?? Text(third);

    public bool? Flag(ReadOnlySpan<byte> name) => TryGet(name, out var value) ? value.AsFlag() : null;

    /// <summary>An object, also when it is written as JSON inside a string; an element of kind Undefined when there is none.</summary>
    public JsonElement Object(ReadOnlySpan<byte> name) => Structure(name, JsonValueKind.Object);

    /// <summary>An array, also when it is written as JSON inside a string; an element of kind Undefined when there is none.</summary>
    public JsonElement List(ReadOnlySpan<byte> name) => Structure(name, JsonValueKind.Array);

    private JsonElement Structure(ReadOnlySpan<byte> name, JsonValueKind kind)
    {
        if (!TryGet(name, out var value))
            return default;
        if (value.ValueKind == JsonValueKind.String)
            value = nested.Parse(value);
        return value.ValueKind == kind ? value : default;
    }

    private void Add(JsonProperty member)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        var bucket = Hash(name);
        for (var at = _heads[bucket]; at > 0; at = _next[at - 1])
        {
            if (Ascii.EqualsIgnoreCase(JsonMarshal.GetRawUtf8PropertyName(_members[at - 1]), name))
            {
                _members[at - 1] = member;
                return;
            }
        }

        if (_count == _members.Length)
        {
            Array.Resize(ref _members, _count * 2);
            Array.Resize(ref _next, _count * 2);
        }

        _members[_count] = member;
        _next[_count] = _heads[bucket];
        _heads[bucket] = ++_count;
    }

    /// <summary>Length, first, middle and last letter, without case: cheap, and spreads the names of one record well enough.</summary>
    private static int Hash(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return 0;
        var hash = (uint)name.Length;
        hash = (hash * 31) + (uint)(name[0] | 0x20);
        hash = (hash * 31) + (uint)(name[name.Length / 2] | 0x20);
        hash = (hash * 31) + (uint)(name[^1] | 0x20);
        return (int)((hash ^ (hash >> 8)) & (Buckets - 1));
    }
}
