using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>What rules name as done: the values that they ask of the operation. For one thread.</summary>
public sealed class NamedOperations
{
    private static readonly string[] Fields = ["operation", "operationName", "Operation"];

    private readonly Dictionary<SigmaRule, string> _tests = new(ReferenceEqualityComparer.Instance);
    private readonly SigmaMatcher _matcher;

    public NamedOperations(SigmaRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        foreach (var rule in rules.Rules)
        {
            foreach (var asked in rule.Condition.Tests())
            {
                if (asked is { Field: { } field, Test: TextTest test } && Fields.Contains(field, StringComparer.Ordinal))
                    _tests.Add(new SigmaRule(rule.Metadata, new LogSource(null, null, null), new FieldExpr(Fields[0], test)), $"{rule.Metadata.File}: {test.Pattern}");
            }
        }

        _matcher = new SigmaEngine(new SigmaRules([.. _tests.Keys], [], [], [], []), FieldMap.BuiltIn).CreateMatcher();
    }

    /// <summary>Every name with the file of its rule, also parts of names.</summary>
    public IReadOnlyCollection<string> All => [.. _tests.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Those of the names that an operation fits.</summary>
    public IReadOnlyCollection<string> Fitting(AuditEvent value)
    {
        var hits = new List<SigmaRule>();
        _matcher.Match("{}"u8, value, null, hits);
        return [.. hits.Select(hit => _tests[hit])];
    }
}
