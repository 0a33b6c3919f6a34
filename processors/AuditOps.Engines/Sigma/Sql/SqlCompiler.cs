using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Sql;

/// <summary>
/// Turns rules into a condition over stored events. It never leaves out an event that a rule matches. It is exact where every field is one of our own and every test can be
/// said in SQL; elsewhere the engine has to decide on the rows that pass.
/// </summary>
public sealed class SqlCompiler
{
    /// <summary>Tests beyond it are left to the engine: a statement has a bounded length.</summary>
    private const int MostTests = 400;

    private readonly FieldMap _fields;
    private readonly SqlPlaces _places = new();
    private readonly SqlTests _tests;
    private LogSource _source = new(null, null, null);
    private int _count;

    private SqlCompiler(FieldMap fields)
    {
        _fields = fields;
        _tests = new SqlTests(_places);
    }

    /// <summary>A condition that holds for every event that any of the rules matches.</summary>
    public static SqlCondition Compile(IReadOnlyCollection<SigmaRule> rules, FieldMap fields)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(fields);
        var compiler = new SqlCompiler(fields);
        var bounds = SqlBounds.Any([.. rules.Select(compiler.Rule)]);
        return new SqlCondition(bounds.Upper, compiler._places.Values, bounds.IsExact);
    }

    private SqlBounds Rule(SigmaRule rule)
    {
        _source = rule.LogSource;
        return SqlBounds.All([Route(rule), Condition(rule.Condition)]);
    }

    /// <summary>Records of sources that no route knows are asked every rule.</summary>
    private SqlBounds Route(SigmaRule rule)
    {
        var sources = new List<string>();
        var whole = true;
        foreach (var route in _fields.Routes.GroupBy(route => route.Source, StringComparer.Ordinal))
        {
            var taking = route.Count(each => each.Takes(rule));
            if (taking > 0)
                sources.Add(route.Key);
            whole &= taking == 0 || taking == route.Count();
        }

        var known = _fields.Routes.Select(route => route.Source).Distinct(StringComparer.Ordinal).ToList();
        if (sources.Count == known.Count && whole)
            return SqlBounds.Of(true);
        var taken = sources.ConvertAll(_places.Of);
        var others = known.ConvertAll(_places.Of);
        if (taken.Contains(null) || others.Contains(null))
            return SqlBounds.Unknown;
        var unknown = $"source NOT IN ({string.Join(", ", others)})";
        var text = taken.Count == 0 ? unknown : $"(source IN ({string.Join(", ", taken)}) OR {unknown})";
        return whole ? SqlBounds.Exactly(text) : SqlBounds.AtMost(text);
    }

    private SqlBounds Condition(Expr expr) => expr switch
    {
        ConstantExpr constant => SqlBounds.Of(constant.Value),
        NotExpr not => SqlBounds.Not(Condition(not.Operand)),
        AllExpr all => SqlBounds.All([.. all.Operands.Select(Condition)]),
        AnyExpr any => SqlBounds.Any([.. any.Operands.Select(Condition)]),
        FieldExpr field when ++_count <= MostTests => Test(field),
        _ => SqlBounds.Unknown,
    };

    private SqlBounds Test(FieldExpr field)
    {
        if (field.Field is null)
            return _tests.OfRecord(field.Test);
        // That something is nowhere cannot be seen from the places where it may be.
        if (field.Test is NullTest or ExistsTest or FieldReferenceTest)
            return SqlBounds.Unknown;
        return SqlBounds.Any([.. _fields.Resolve(_source, field.Field).Select(place => Place(place, field.Test))]);
    }

    private SqlBounds Place(FieldPath place, ValueTest test)
    {
        if (place.Own is not null)
            return SqlColumns.Find(place.Path, _places) is { } column ? column.Ask(value => _tests.OfValue(test, value)) : SqlBounds.Unknown;
        // A reading may make words that the record does not have.
        return place.Transform is null ? _tests.OfRecord(test) : SqlBounds.Unknown;
    }
}
