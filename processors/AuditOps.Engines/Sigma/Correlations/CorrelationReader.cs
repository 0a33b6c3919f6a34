using System.Globalization;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Parsing;
using AuditOps.Engines.Sigma.Values;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Correlations;

/// <summary>Reads the <c>correlation</c> of a document (Sigma correlation rules specification 2.1, with boolean conditions and the value statistics).</summary>
internal static class CorrelationReader
{
    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal) { "type", "rules", "group-by", "timespan", "condition", "aliases", "generate" };
    private static readonly HashSet<string> OwnKeys = new(StringComparer.Ordinal) { "field", "learning", "min-count", "grace" };

    public static SigmaCorrelation Read(SigmaMap document, RuleMetadata metadata)
    {
        var own = document.Entry("correlation") is null;
        var block = document.Entry("correlation") ?? ((SigmaMap)document.Find("auditops")!).Entry("correlation")!;
        if (block.Value is not SigmaMap map)
            throw new SigmaSyntaxException(block.Line, "'correlation' must be a map.");
        foreach (var entry in map.Entries)
        {
            if (!Keys.Contains(entry.Key) && !(own && OwnKeys.Contains(entry.Key)))
                throw new SigmaSyntaxException(entry.Line, $"'correlation' has an unknown key '{entry.Key}'.");
        }

        var type = Type(map, own);
        var rules = MetadataReader.Texts(map, "rules");
        var condition = CorrelationCondition.Read(map, type, ref rules);
        if (rules.Count == 0)
            throw new SigmaSyntaxException(map.Line, "the correlation names no rules.");
        if (rules.Distinct(StringComparer.Ordinal).Count() != rules.Count)
            throw new SigmaSyntaxException(map.Entry("rules")!.Line, "the correlation names a rule twice.");
        var groupBy = MetadataReader.Texts(map, "group-by");
        if (metadata.Extras.Suppress is { Fields.Count: > 0 } suppress && !suppress.Fields.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(groupBy))
            throw new SigmaSyntaxException(map.Line, "a correlation is suppressed by its group: 'suppress' must name the fields of 'group-by', or none.");
        if (type is CorrelationType.EventCount or CorrelationType.ValueCount && condition.Bounds.Any(bound => bound.Value > SigmaLimits.Threshold))
            throw new SigmaSyntaxException(map.Line, $"a group holds no more than {SigmaLimits.Threshold} events; a larger threshold could never be met.");
        return new SigmaCorrelation
        {
            Metadata = metadata,
            Type = type,
            Rules = rules,
            GroupBy = groupBy,
            Timespan = Timespans.Read(map, "timespan") ?? throw new SigmaSyntaxException(map.Line, "the correlation has no timespan."),
            Learning = Timespans.Read(map, "learning") ?? TimeSpan.Zero,
            MinCount = MinCount(map),
            Grace = Timespans.Read(map, "grace"),
            Bounds = condition.Bounds,
            Fields = condition.Fields,
            Percentile = condition.Percentile,
            RuleCondition = condition.Rules,
            Aliases = Aliases(map, rules, groupBy),
            Generate = Flag(map, "generate"),
        };
    }

    private static CorrelationType Type(SigmaMap map, bool own) => MetadataReader.Text(map, "type") switch
    {
        "new_value" when own => CorrelationType.NewValue,
        "ratio" when own => CorrelationType.Ratio,
        "absence" when own => CorrelationType.Absence,
        "event_count" => CorrelationType.EventCount,
        "value_count" => CorrelationType.ValueCount,
        "temporal" => CorrelationType.Temporal,
        "temporal_ordered" => CorrelationType.TemporalOrdered,
        "value_sum" => CorrelationType.ValueSum,
        "value_avg" => CorrelationType.ValueAvg,
        "value_percentile" => CorrelationType.ValuePercentile,
        "value_median" => CorrelationType.ValueMedian,
        null => throw new SigmaSyntaxException(map.Line, "the correlation has no type."),
        var other => throw new SigmaSyntaxException(map.Entry("type")!.Line, $"'{other}' is no type of correlation."),
    };

    private static int MinCount(SigmaMap map)
    {
        if (MetadataReader.Text(map, "min-count") is not { } text)
            return 1;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new SigmaSyntaxException(map.Entry("min-count")!.Line, "'min-count' must be a whole number from 1.");
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Aliases(SigmaMap map, IReadOnlyList<string> rules, IReadOnlyList<string> groupBy)
    {
        var aliases = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (map.Entry("aliases") is not { } entry)
            return aliases;
        if (entry.Value is not SigmaMap names)
            throw new SigmaSyntaxException(entry.Line, "'aliases' must be a map.");
        foreach (var name in names.Entries)
        {
            if (name.Value is not SigmaMap fields)
                throw new SigmaSyntaxException(name.Line, $"the alias '{name.Key}' must map rules to fields.");
            if (!groupBy.Contains(name.Key, StringComparer.Ordinal))
                throw new SigmaSyntaxException(name.Line, $"the alias '{name.Key}' is not used in 'group-by'.");
            var byRule = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var field in fields.Entries)
            {
                if (!rules.Contains(field.Key, StringComparer.Ordinal))
                    throw new SigmaSyntaxException(field.Line, $"the alias '{name.Key}' names '{field.Key}', which is no rule of the correlation.");
                byRule.Add(field.Key, MetadataReader.Text(fields, field.Key) ?? throw new SigmaSyntaxException(field.Line, "an alias must name a field."));
            }

            aliases.Add(name.Key, byRule);
        }

        return aliases;
    }

    private static bool Flag(SigmaMap map, string key) => map.Entry(key) switch
    {
        null => false,
        { Value: SigmaScalar { Kind: ScalarKind.Boolean } scalar } => bool.Parse(scalar.Text),
        var entry => throw new SigmaSyntaxException(entry.Line, $"'{key}' must be true or false."),
    };
}
