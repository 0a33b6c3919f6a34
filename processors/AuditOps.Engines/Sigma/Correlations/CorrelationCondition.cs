using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Parsing;
using AuditOps.Engines.Sigma.Values;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Correlations;

/// <summary>The <c>condition</c> of a correlation: comparisons over a number, or for temporal types a boolean expression over rule names.</summary>
internal sealed record CorrelationCondition(IReadOnlyList<CorrelationBound> Bounds, IReadOnlyList<string> Fields, double Percentile, Expr? Rules)
{
    private const int MaxBounds = 2;

    public static CorrelationCondition Read(SigmaMap map, CorrelationType type, ref IReadOnlyList<string> rules)
    {
        var temporal = type is CorrelationType.Temporal or CorrelationType.TemporalOrdered;
        switch (map.Entry("condition"))
        {
            case null when type == CorrelationType.NewValue:
                return new CorrelationCondition([], NewFields(map), 50, null);
            case null when type == CorrelationType.Absence:
                return new CorrelationCondition([], [], 50, Several(map, rules));
            case { } unwanted when type is CorrelationType.NewValue or CorrelationType.Absence:
                throw new SigmaSyntaxException(unwanted.Line, "this type of correlation has no condition.");
            case null when temporal:
                // Every rule must have matched.
                return new CorrelationCondition([new CorrelationBound("gte", rules.Count)], [], 50, null);
            case { Value: SigmaScalar { Kind: ScalarKind.Text } text } when temporal:
                return Names(text, ref rules);
            case { Value: SigmaMap comparisons }:
                return Comparisons(comparisons, type);
            case var entry:
                throw new SigmaSyntaxException(entry?.Line ?? map.Line, "the correlation needs a condition such as 'gte: 10'.");
        }
    }

    private static IReadOnlyList<string> NewFields(SigmaMap map) =>
        MetadataReader.Texts(map, "field") is { Count: > 0 } fields ? fields : throw new SigmaSyntaxException(map.Line, "'new_value' needs the 'field' whose values are watched.");

    /// <summary>No expression; but there must be something that can be absent.</summary>
    private static Expr? Several(SigmaMap map, IReadOnlyList<string> rules) =>
        rules.Count >= MaxBounds ? null : throw new SigmaSyntaxException(map.Line, "'absence' needs the rule that happens and those that should follow.");

    private static CorrelationCondition Names(SigmaScalar text, ref IReadOnlyList<string> rules)
    {
        var words = ConditionTokens.Read(text.Text, text.Line).Where(token => token.IsWord && token.Text is not ("and" or "or" or "not")).Select(token => token.Text).Distinct(StringComparer.Ordinal).ToList();
        if (rules.Count == 0)
            rules = words;
        foreach (var rule in rules)
        {
            if (!words.Contains(rule, StringComparer.Ordinal))
                throw new SigmaSyntaxException(text.Line, $"the condition does not name the rule '{rule}' of the list.");
        }

        var searches = new Dictionary<string, Expr>(StringComparer.Ordinal);
        for (var i = 0; i < rules.Count; i++)
            searches.Add(rules[i], new RuleExpr(i));
        return new CorrelationCondition([], [], 50, ConditionParser.Parse(text.Text, searches, text.Line));
    }

    private static CorrelationCondition Comparisons(SigmaMap map, CorrelationType type)
    {
        var bounds = new List<CorrelationBound>();
        double percentile = 50;
        foreach (var entry in map.Entries)
        {
            switch (entry.Key)
            {
                case "gt" or "gte" or "lt" or "lte" or "eq" or "neq":
                    bounds.Add(new CorrelationBound(entry.Key, Number(entry)));
                    break;
                case "field":
                    break;
                case "percentile" when type == CorrelationType.ValuePercentile:
                    percentile = (double)Number(entry);
                    if (percentile is < 0 or > 100)
                        throw new SigmaSyntaxException(entry.Line, "'percentile' must be a number from 0 to 100.");
                    break;
                default:
                    throw new SigmaSyntaxException(entry.Line, $"the condition has an unknown key '{entry.Key}'.");
            }
        }

        if (bounds.Count is 0 or > MaxBounds)
            throw new SigmaSyntaxException(map.Line, "the condition needs one comparison, or two for a range.");
        if (type == CorrelationType.Ratio && map.Entry("field") is { } unwanted)
            throw new SigmaSyntaxException(unwanted.Line, "'ratio' counts events, not values of a field.");
        if (type == CorrelationType.ValuePercentile && map.Entry("percentile") is null)
            throw new SigmaSyntaxException(map.Line, "'value_percentile' needs a 'percentile' from 0 to 100.");
        return new CorrelationCondition(bounds, ValueFields(map, type), percentile, null);
    }

    private static IReadOnlyList<string> ValueFields(SigmaMap map, CorrelationType type)
    {
        var fields = MetadataReader.Texts(map, "field");
        var line = map.Entry("field")?.Line ?? map.Line;
        switch (type)
        {
            case CorrelationType.EventCount or CorrelationType.Temporal or CorrelationType.TemporalOrdered when fields.Count > 0:
                throw new SigmaSyntaxException(line, "this type of correlation counts events, not values of a field.");
            case CorrelationType.ValueCount when fields.Count == 0:
                throw new SigmaSyntaxException(line, "'value_count' needs the 'field' whose values are counted.");
            case CorrelationType.ValueSum or CorrelationType.ValueAvg or CorrelationType.ValuePercentile or CorrelationType.ValueMedian when fields.Count != 1:
                throw new SigmaSyntaxException(line, "this type of correlation needs one 'field' of numbers.");
            default:
                return fields;
        }
    }

    private static decimal Number(SigmaEntry entry) =>
        entry.Value is SigmaScalar { Kind: ScalarKind.Integer or ScalarKind.Float } scalar && NumberText.TryDecimal(scalar.Text, out var number)
            ? number
            : throw new SigmaSyntaxException(entry.Line, $"'{entry.Key}' must be a number.");
}
