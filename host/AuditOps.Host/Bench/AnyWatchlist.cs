using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AuditOps.Host.Bench;

/// <summary>Fills every placeholder with one value that no record has, so that rules with placeholders are measured with the others.</summary>
internal sealed class AnyWatchlist : IReadOnlyDictionary<string, IReadOnlyList<string>>
{
    private static readonly string[] Unlisted = ["value of no record"];

    public IEnumerable<string> Keys => [];

    public IEnumerable<IReadOnlyList<string>> Values => [];

    public int Count => 0;

    public IReadOnlyList<string> this[string key] => Unlisted;

    public bool ContainsKey(string key) => true;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out IReadOnlyList<string> value)
    {
        value = Unlisted;
        return true;
    }

    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator() => Enumerable.Empty<KeyValuePair<string, IReadOnlyList<string>>>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
