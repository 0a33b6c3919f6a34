using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AuditOps.Tests.Detect;

/// <summary>Attributes that cannot be asked for the one named "boom".</summary>
internal sealed class ThrowingAttributes(IReadOnlyDictionary<string, string> inner) : IReadOnlyDictionary<string, string>
{
    public IEnumerable<string> Keys => inner.Keys;

    public IEnumerable<string> Values => inner.Values;

    public int Count => inner.Count;

    public string this[string key] => key == "boom" ? throw new InvalidOperationException("boom") : inner[key];

    public bool ContainsKey(string key) => key == "boom" ? throw new InvalidOperationException("boom") : inner.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => key == "boom" ? throw new InvalidOperationException("boom") : inner.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => inner.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
