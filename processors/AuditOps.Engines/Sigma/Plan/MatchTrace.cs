using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>
/// Tells after a match which conditions held and because of which values. Asks every condition of the rule by itself, so it costs more than matching; matches are
/// rare. Of alternatives only those that held are told, of negations what was excluded.
/// </summary>
internal sealed class MatchTrace
{
    /// <summary>Conditions told of one match; an alert needs no more to be understood.</summary>
    private const int MaxConditions = 32;

    /// <summary>Characters of a value that are told.</summary>
    private const int MaxText = 1_024;

    private readonly RulePlan _plan;
    private readonly EventValues _values;
    private readonly PredicateTable _table;
    private readonly Dictionary<SigmaRule, int> _rules = [];
    private readonly Dictionary<FieldExpr, Predicate> _predicates = new(ReferenceEqualityComparer.Instance);

    public MatchTrace(RulePlan plan, EventValues values)
    {
        _plan = plan;
        _values = values;
        _table = new PredicateTable(plan.TimeZone);
        for (var i = 0; i < plan.Rules.Length; i++)
            _rules.Add(plan.Rules[i], i);
    }

    public IReadOnlyList<MatchedCondition> Why(SigmaRule rule)
    {
        var told = new List<MatchedCondition>();
        if (_rules.TryGetValue(rule, out var number))
            Tell(rule.Condition, number, wanted: true, told);
        return told;
    }

    public IReadOnlyList<string> Texts(SigmaRule rule, string field)
    {
        if (!_rules.TryGetValue(rule, out var number))
            return [];
        if (!_plan.Fields.TryGetValue((number, field), out var slots))
            throw new ArgumentException($"Nobody asked for the field '{field}' of the rule '{rule.Metadata.Id}' when the plan was compiled.", nameof(field));
        var texts = new List<string>();
        foreach (var slot in slots)
        {
            for (var cursor = 0; _values.Next(slot, ref cursor, out var value);)
            {
                if (value.Kind == EventValueKind.Null)
                    continue;
                var text = _values.Text(value).ToString();
                if (!texts.Contains(text))
                    texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>Adds the conditions that make the tree what is wanted; false when it is not.</summary>
    private bool Tell(Expr expr, int rule, bool wanted, List<MatchedCondition> told)
    {
        switch (expr)
        {
            case NotExpr not:
                return Tell(not.Operand, rule, !wanted, told);
            case AllExpr all:
                return wanted ? Every(all.Operands, rule, wanted, told) : Some(all.Operands, rule, wanted, told);
            case AnyExpr any:
                return wanted ? Some(any.Operands, rule, wanted, told) : Every(any.Operands, rule, wanted, told);
            case FieldExpr field:
                return Tell(field, rule, wanted, told);
            default:
                return expr is ConstantExpr constant && constant.Value == wanted;
        }
    }

    private bool Every(IReadOnlyList<Expr> operands, int rule, bool wanted, List<MatchedCondition> told)
    {
        var from = told.Count;
        foreach (var operand in operands)
        {
            if (Tell(operand, rule, wanted, told))
                continue;
            told.RemoveRange(from, told.Count - from);
            return false;
        }

        return true;
    }

    private bool Some(IReadOnlyList<Expr> operands, int rule, bool wanted, List<MatchedCondition> told)
    {
        var found = false;
        foreach (var operand in operands)
            found |= Tell(operand, rule, wanted, told);
        return found;
    }

    private bool Tell(FieldExpr field, int rule, bool wanted, List<MatchedCondition> told)
    {
        var (holds, actual) = Ask(field, rule);
        if (holds != wanted)
            return false;
        if (told.Count < MaxConditions)
        {
            var (name, expected) = ConditionWords.Of(field.Test);
            told.Add(new MatchedCondition { Field = field.Field ?? string.Empty, Operator = wanted ? name : "not " + name, Expected = Cut(expected), Actual = actual is null ? null : Cut(actual) });
        }

        return true;
    }

    private (bool Holds, string? Actual) Ask(FieldExpr field, int rule)
    {
        var slots = _plan.Fields[(rule, field.Field ?? string.Empty)];
        if (field.Test is ExistsTest exists)
        {
            var first = First(slots, null, out var there);
            return (there == exists.Wanted, first);
        }

        if (!_predicates.TryGetValue(field, out var predicate))
        {
            var others = field.Test is FieldReferenceTest reference ? _plan.Fields[(rule, reference.OtherField)] : [];
            _predicates.Add(field, predicate = _table.Of(slots, [field.Test], others));
        }

        if (predicate is NullPredicate)
            return (predicate.Test(_values), First(slots, null, out _));
        if (predicate is ReferencePredicate related)
            return related.First(_values) is { } same ? (true, same) : (false, First(slots, null, out _));
        return First(slots, predicate, out _) is { } fitting ? (true, fitting) : (false, First(slots, null, out _));
    }

    /// <summary>The first value that fits (any that is not null without a predicate); null when none does.</summary>
    private string? First(int[] slots, Predicate? predicate, out bool there)
    {
        there = false;
        foreach (var slot in slots)
        {
            for (var cursor = 0; _values.Next(slot, ref cursor, out var value);)
            {
                there = true;
                if (value.Kind == EventValueKind.Null)
                    continue;
                var isNumber = predicate is SetPredicate { Numbers.Count: > 0 } && value.Kind == EventValueKind.Json;
                if (predicate is null || (!isNumber && predicate.Fits(_values.Text(value))))
                    return _values.Text(value).ToString();
            }
        }

        return null;
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
