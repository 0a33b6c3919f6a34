using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Lint;

/// <summary>Which fields the records of a log source can have.</summary>
internal sealed class FieldPlaces(FieldMap fields)
{
    private readonly Dictionary<(string Field, LogSource Source, LogSource Rule), bool> _known = [];

    /// <summary>The log sources that feed a rule.</summary>
    public IReadOnlyList<LogSource> Sources(LogSource rule) => [.. fields.Routes.SelectMany(route => route.LogSources).Where(source => source.Fits(rule)).Distinct()];

    /// <summary>Whether records of any source that feeds a rule can have a field.</summary>
    public bool Exists(string field, LogSource rule) => Sources(rule) is var sources && (sources.Count == 0 || sources.Any(source => Exists(field, source, rule)));

    /// <summary>Whether records of a log source can have a field in the words of a rule; true as well when nobody knows.</summary>
    public bool Exists(string field, LogSource source, LogSource rule)
    {
        if (!_known.TryGetValue((field, source, rule), out var exists))
            _known.Add((field, source, rule), exists = Look(field, source, rule));
        return exists;
    }

    private bool Look(string field, LogSource source, LogSource rule)
    {
        if (source.Product != EventRoute.OwnProduct)
            return Listed(field, source, rule);

        // The first log source of a route says what its records are; by the others they go as well.
        foreach (var route in fields.Routes)
        {
            if (route.LogSources.Contains(source) && Listed(field, route.LogSources[0], rule))
                return true;
        }

        return false;
    }

    private bool Listed(string field, LogSource source, LogSource rule)
    {
        var known = fields.Known.Where(each => each.Sources.Any(one => one.Fits(source))).ToList();
        if (known.Count == 0 || known.Exists(each => each.IsOpen))
            return true;
        foreach (var place in fields.Resolve(rule, field))
        {
            if (place.Own is not null)
                return true;
            var names = place.Path.Split('.');
            var name = names.Length > 1 && names[0].Equals("properties", StringComparison.OrdinalIgnoreCase) ? names[1] : names[0];
            if (known.Exists(each => each.Names.Contains(name)))
                return true;
        }

        return false;
    }
}
