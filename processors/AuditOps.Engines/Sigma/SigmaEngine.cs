using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;

namespace AuditOps.Engines.Sigma;

/// <summary>
/// Rules ready to be asked: one plan for each route of the field map, with only the rules that concern its records. Immutable but for plans that are compiled when
/// the first record of a route comes; shared by threads, each of which makes a <see cref="SigmaMatcher"/> of its own.
/// </summary>
public sealed class SigmaEngine
{
    private readonly SigmaOptions _options;
    private readonly IFieldResolver _fields;
    private readonly Lazy<RulePlan>[] _plans;
    private readonly Func<SigmaRule, IEnumerable<string>> _wanted;

    /// <summary>Rules whose fields stand where they say; for trying rules on records of any kind.</summary>
    public SigmaEngine(SigmaRules rules)
        : this(rules, PlainFields.Instance, [], null)
    {
    }

    /// <param name="rules">The rules.</param>
    /// <param name="fields">Where their fields stand, and which records concern them.</param>
    /// <param name="wanted">Fields whose values somebody asks for after a match of the rule (<see cref="SigmaMatcher.Values"/>), beside those of correlations.</param>
    public SigmaEngine(SigmaRules rules, FieldMap fields, Func<SigmaRule, IEnumerable<string>>? wanted = null)
        : this(rules, fields, fields?.Routes ?? throw new ArgumentNullException(nameof(fields)), wanted)
    {
    }

    private SigmaEngine(SigmaRules rules, IFieldResolver fields, IReadOnlyList<EventRoute> routes, Func<SigmaRule, IEnumerable<string>>? wanted)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Rules = rules.Rules;
        _options = rules.Options;
        _fields = fields;
        var correlated = CorrelationFields.Of(rules.Correlations);
        _wanted = rule => [.. correlated.GetValueOrDefault(rule.Metadata.Id) ?? [], .. wanted?.Invoke(rule) ?? []];
        _plans = new Lazy<RulePlan>[routes.Count + 1];
        _plans[0] = new Lazy<RulePlan>(() => Compile(Rules));
        foreach (var route in routes)
            _plans[route.Index + 1] = new Lazy<RulePlan>(() => Compile([.. Rules.Where(route.Takes)]));
    }

    public IReadOnlyList<SigmaRule> Rules { get; }

    internal int Plans => _plans.Length;

    /// <summary>Compiles all plans now, on all processors, instead of with the first record of each route.</summary>
    public void Prepare() => Parallel.ForEach(_plans, static plan => _ = plan.Value);

    public SigmaMatcher CreateMatcher() => new(this);

    internal RulePlan Plan(int index) => _plans[index].Value;

    private RulePlan Compile(IReadOnlyList<SigmaRule> rules) => PlanCompiler.Compile(rules, _options, _fields, _wanted);
}
