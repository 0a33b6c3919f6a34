using System.Collections.Concurrent;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>
/// Which rules are asked about which records, and where the fields that rules name stand in them: the content of a field file. A field always also stands where the
/// rule says, under the name the rule says; facts and own names add places.
/// </summary>
public sealed class FieldMap : IFieldResolver
{
    /// <summary>Answers that are remembered, above what any set of rules names; with more, all are forgotten and worked out again.</summary>
    private const int MostKnown = 50_000;

    private readonly ConcurrentDictionary<(LogSource Source, string Field), IReadOnlyList<FieldPath>> _resolved = new();
    private readonly IReadOnlyList<FieldFact> _facts;
    private readonly IReadOnlyList<(LogSource Source, string Object)> _wrappers;

    internal FieldMap(IReadOnlyList<EventRoute> routes, IReadOnlyList<FieldFact> facts, IReadOnlyList<(LogSource Source, string Object)> wrappers, IReadOnlyList<KnownFields> known)
    {
        Routes = routes;
        for (var i = 0; i < routes.Count; i++)
            routes[i].Index = i;
        _facts = facts;
        _wrappers = wrappers;
        Known = known;
    }

    /// <summary>The map that ships with the program.</summary>
    public static FieldMap BuiltIn { get; } = FieldFile.Parse(BuiltInFields.Text(), "fields.yaml");

    public IReadOnlyList<EventRoute> Routes { get; }

    internal IReadOnlyList<KnownFields> Known { get; }

    /// <summary>Reads a field file.</summary>
    /// <exception cref="FieldFileException">With file, line and reason.</exception>
    public static FieldMap Parse(string yaml, string file) => FieldFile.Parse(yaml, file);

    /// <summary>The route of an event; null for sources that have none, about which every rule is asked.</summary>
    public EventRoute? RouteOf(AuditEvent record)
    {
        ArgumentNullException.ThrowIfNull(record);
        foreach (var route in Routes)
        {
            if (route.Takes(record))
                return route;
        }

        return null;
    }

    IReadOnlyList<FieldPath> IFieldResolver.Resolve(LogSource source, string field) => Resolve(source, field);

    /// <summary>Asked once for each plan that a rule is part of, and again with every change of another rule.</summary>
    internal IReadOnlyList<FieldPath> Resolve(LogSource source, string field)
    {
        if (_resolved.TryGetValue((source, field), out var known))
            return known;
        if (_resolved.Count >= MostKnown)
            _resolved.Clear();
        return _resolved[(source, field)] = Find(source, field);
    }

    private IReadOnlyList<FieldPath> Find(LogSource source, string field)
    {
        // A rule of ours that says an own name means the fact, whatever else a record calls so: a Management record's "Target.ID" holds words beside ids.
        var own = OwnFields.Find(field);
        if (own is not null && source.Product == EventRoute.OwnProduct)
            return [new FieldPath(field, null, own)];
        var places = new List<FieldPath> { new(field, null) };
        if (own is not null)
            places.Add(new FieldPath(field, null, own));
        var names = Wrapped(source, field);
        var meant = false;
        foreach (var fact in _facts)
        {
            if (!names.Exists(name => fact.Means(source, name)))
                continue;
            meant = true;
            places.AddRange(fact.Places);
        }

        if (!meant)
            places.AddRange(names.Select(name => new FieldPath(name, null)));
        return [.. places.DistinctBy(place => place.Key)];
    }

    /// <summary>The field as the rule names it, and inside or outside the object that some shapes wrap records in.</summary>
    private List<string> Wrapped(LogSource source, string field)
    {
        var names = new List<string> { field };
        foreach (var (wrapped, name) in _wrappers)
        {
            if (source.Product != EventRoute.OwnProduct && !wrapped.Fits(source))
                continue;
            if (field.Length > name.Length + 1 && field[name.Length] == '.' && field.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                names.Add(field[(name.Length + 1)..]);
            else if (!field.Equals(name, StringComparison.OrdinalIgnoreCase))
                names.Add($"{name}.{field}");
        }

        return names;
    }
}
