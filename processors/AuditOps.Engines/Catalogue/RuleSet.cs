using AuditOps.Engines.Correlation;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Catalogue;

/// <summary>Rules compiled together, and what their matches lead to. Immutable.</summary>
public sealed class RuleSet
{
    private readonly SigmaRules _rules;
    private readonly Dictionary<SigmaRule, RuleUse> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, CorrelationPlan> _correlations;
    private readonly Dictionary<string, RuleUnit> _units = new(StringComparer.Ordinal);

    /// <param name="rules">What was loaded.</param>
    /// <param name="units">The texts it was loaded from.</param>
    /// <param name="keep">Whether a rule is to run.</param>
    internal RuleSet(SigmaRules rules, IEnumerable<RuleUnit> units, Func<RuleMetadata, RuleUnit, bool> keep)
    {
        foreach (var unit in units)
            _units.TryAdd(unit.Name, unit);
        bool Keeps(RuleMetadata metadata) => keep(metadata, _units[metadata.File]);
        _rules = new SigmaRules(
            [.. rules.Rules.Where(rule => Keeps(rule.Metadata))], [.. rules.Correlations.Where(one => Keeps(one.Metadata))], rules.Filters, rules.Refused, rules.Notes)
        {
            Options = rules.Options,
            Watchlists = rules.Watchlists,
            Calendars = rules.Calendars,
        };
        Refused = rules.Refused;
        NextExpiry = rules.NextExpiry;

        var unitOf = _rules.Rules.Select(rule => rule.Metadata).Concat(_rules.Correlations.Select(one => one.Metadata)).ToDictionary(one => one.Id, one => _units[one.File], StringComparer.Ordinal);
        var plans = CorrelationCompiler.Compile(_rules, id => unitOf.TryGetValue(id, out var unit) ? (unit.Version, unit.IsSilent) : (0, false));
        _correlations = plans.ToDictionary(plan => plan.RuleId, StringComparer.Ordinal);
        foreach (var rule in _rules.Rules.Where(HoldsBack))
            _correlations.TryAdd(rule.Metadata.Id, SuppressedRule.PlanOf(rule, _units[rule.Metadata.File].Version, _units[rule.Metadata.File].IsSilent));
        foreach (var rule in _rules.Rules)
            _uses.Add(rule, Use(rule, _units[rule.Metadata.File]));
        Engine = new SigmaEngine(_rules, FieldMap.BuiltIn, static rule => [.. rule.Metadata.Extras.GroupBy, .. SuppressedRule.FieldsOf(rule)]);
        Engine.Prepare();
    }

    public SigmaEngine Engine { get; }

    public IReadOnlyCollection<CorrelationPlan> Correlations => _correlations.Values;

    public IEnumerable<RuleUse> Uses => _uses.Values;

    /// <summary>Texts that could not be loaded.</summary>
    public IReadOnlyList<SigmaRefusal> Refused { get; }

    /// <summary>When the first of the exceptions and filters expires that count now; null when none does.</summary>
    public DateTimeOffset? NextExpiry { get; }

    /// <summary>Ids that stand here instead of in the rules of all tenants.</summary>
    internal IReadOnlySet<string> Replaced { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>No record needs to be asked about.</summary>
    public bool IsEmpty => _uses.Count == 0;

    public RuleUse UseOf(SigmaRule rule) => _uses[rule];

    /// <summary>Whose text a rule stands in.</summary>
    public string OwnerOf(SigmaRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return _units[rule.Metadata.File].Owner;
    }

    /// <summary>Id of the text that a rule stands in: what people change is texts.</summary>
    public string DocumentOf(SigmaRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return _units[rule.Metadata.File].Id;
    }

    public bool Replaces(string id) => Replaced.Contains(id);

    internal CorrelationPlan? Find(string id) => _correlations.GetValueOrDefault(id);

    /// <summary>An engine that knows one of the rules alone.</summary>
    internal SigmaEngine Alone(SigmaRule rule) => new(new SigmaRules([rule], [], [], [], []) { Options = _rules.Options }, FieldMap.BuiltIn);

    private RuleUse Use(SigmaRule rule, RuleUnit unit)
    {
        var metadata = rule.Metadata;
        var extras = metadata.Extras;
        return new RuleUse
        {
            Rule = rule,
            Version = unit.Version,
            Silent = unit.IsSilent,
            Alerts = extras.Suppress is null && !_rules.IsOnlyPart(metadata.Id),
            GroupBy = extras.GroupBy,
            Window = extras.Dedupe ?? RuleUse.DefaultWindow,
            Steps =
            [
                .. _rules.Correlations.Where(one => one.Rules.Contains(metadata.Id, StringComparer.Ordinal)).Select(one => Step(one, metadata.Id)),
                .. HoldsBack(rule) ? [new RuleStep(metadata.Id, unit.Version, 0, SuppressedRule.FieldsOf(rule), SuppressedRule.FieldsOf(rule), []) { TakesMissing = true }] : Array.Empty<RuleStep>(),
            ],
        };
    }

    private bool HoldsBack(SigmaRule rule) => rule.Metadata.Extras.Suppress is not null && !_rules.IsOnlyPart(rule.Metadata.Id);

    private RuleStep Step(SigmaCorrelation correlation, string rule)
    {
        var plan = _correlations[correlation.Metadata.Id];
        return new RuleStep(plan.RuleId, plan.Version, correlation.Rules.ToList().IndexOf(rule), plan.GroupBy, [.. plan.GroupBy.Select(name => correlation.FieldOf(name, rule))], plan.ValueFields);
    }
}
