using System.Globalization;

namespace AuditOps.Engines.Sigma.Sql;

/// <summary>The values that travel beside a statement. They go with the address of the request, so their number and length are bounded; what does not fit is left to the engine.</summary>
internal sealed class SqlPlaces
{
    private const int Most = 200;
    private const int MostCharacters = 12_000;

    private readonly List<KeyValuePair<string, string>> _values = [];
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _characters;

    public IReadOnlyList<KeyValuePair<string, string>> Values => _values;

    /// <summary>A place for the value; null when there is no room.</summary>
    public string? Of(string value)
    {
        if (_known.TryGetValue(value, out var place))
            return place;
        if (_values.Count == Most || _characters + value.Length > MostCharacters)
            return null;
        _characters += value.Length;
        var name = string.Create(CultureInfo.InvariantCulture, $"r{_values.Count}");
        _values.Add(new KeyValuePair<string, string>(name, value));
        return _known[value] = $"{{{name}:String}}";
    }
}
