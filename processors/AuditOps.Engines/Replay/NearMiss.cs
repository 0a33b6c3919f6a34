using AuditOps.Engines.Normalize;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>Says what keeps a rule from matching a record: the smallest set of its tests that would have to come out otherwise. For one thread, and for people who wait.</summary>
public sealed class NearMiss
{
    private readonly SigmaRule _rule;
    private readonly Dictionary<FieldExpr, SigmaRule> _tests = [];
    private readonly Dictionary<string, SigmaRule> _fields = new(StringComparer.OrdinalIgnoreCase);
    private readonly SigmaMatcher _matcher;
    private readonly RecordJson _json = new();

    public NearMiss(SigmaRule rule, FieldMap fields)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _rule = rule;
        Collect(rule.Condition);
        _matcher = new SigmaEngine(new SigmaRules([.. _tests.Values, .. _fields.Values], [], [], [], []), fields).CreateMatcher();
    }

    /// <summary>The tests that fail; empty when the rule matches.</summary>
    public IReadOnlyList<MissedTest> Of(AuditEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var hits = new List<SigmaRule>();
        _matcher.Match(_json.Of(value).Span, value, null, hits);
        return Missing(_rule.Condition, [.. hits]) ?? [new MissedTest(null, MissedTestState.Differs)];
    }

    private void Collect(Expr expr)
    {
        switch (expr)
        {
            case FieldExpr test:
                _tests.TryAdd(test, Alone(test));
                if (test.Field is { } field)
                    _fields.TryAdd(field, Alone(new FieldExpr(field, new ExistsTest(true))));
                break;
            case NotExpr not:
                Collect(not.Operand);
                break;
            case AllExpr all:
                foreach (var operand in all.Operands)
                    Collect(operand);
                break;
            case AnyExpr any:
                foreach (var operand in any.Operands)
                    Collect(operand);
                break;
        }
    }

    private SigmaRule Alone(Expr condition) => new(_rule.Metadata, _rule.LogSource, condition);

    /// <summary>What would have to change for the condition to hold; null when nothing can make it.</summary>
    private List<MissedTest>? Missing(Expr expr, HashSet<SigmaRule> hits)
    {
        switch (expr)
        {
            case ConstantExpr constant:
                return constant.Value ? [] : null;
            case FieldExpr test:
                return hits.Contains(_tests[test]) ? [] : [new MissedTest(test.Field, test.Field is { } field && !hits.Contains(_fields[field]) ? MissedTestState.Absent : MissedTestState.Differs)];
            case NotExpr not:
                return Holds(not.Operand, hits) ? [.. not.Operand.Tests().Select(static test => test.Field).Distinct().Select(static field => new MissedTest(field, MissedTestState.Excluded))] : [];
            case AllExpr all:
                var sum = new List<MissedTest>();
                foreach (var operand in all.Operands)
                {
                    if (Missing(operand, hits) is not { } missing)
                        return null;
                    sum.AddRange(missing);
                }

                return [.. sum.Distinct()];
            case AnyExpr any:
                return any.Operands.Select(operand => Missing(operand, hits)).OfType<List<MissedTest>>().MinBy(static missing => missing.Count);
            default:
                return null;
        }
    }

    private bool Holds(Expr expr, HashSet<SigmaRule> hits) => Missing(expr, hits) is { Count: 0 };
}
