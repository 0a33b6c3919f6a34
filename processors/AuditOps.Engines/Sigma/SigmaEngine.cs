using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;

namespace AuditOps.Engines.Sigma;

/// <summary>Rules ready to be asked. Immutable and shared by threads; each thread makes a <see cref="SigmaMatcher"/> of its own.</summary>
public sealed class SigmaEngine
{
    /// <summary>Compiles the rules.</summary>
    public SigmaEngine(SigmaRules rules)
        : this(rules, PlainFields.Instance)
    {
    }

    internal SigmaEngine(SigmaRules rules, IFieldResolver fields)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Rules = rules.Rules;
        Plan = PlanCompiler.Compile(rules.Rules, rules.Options, fields);
    }

    public IReadOnlyList<SigmaRule> Rules { get; }

    internal RulePlan Plan { get; }

    public SigmaMatcher CreateMatcher() => new(this);
}
