using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Host.Bench;

/// <summary>Explains attacks that no rule of their technique found.</summary>
internal sealed class DetectionReasons(SigmaRules rules, IReadOnlyDictionary<string, RuleMetadata> alerting)
{
    private static readonly string[] OperationFields = ["operation", "operationName", "Operation"];

    private readonly Dictionary<string, NearMiss> _near = new(StringComparer.Ordinal);

    /// <param name="one">The case.</param>
    /// <param name="fired">Rules that fired, of whatever technique.</param>
    /// <param name="touched">Correlations of which its records were a part.</param>
    public DetectionMiss Of(DetectionCase one, IReadOnlyList<string> fired, IReadOnlyList<string> touched)
    {
        if (one.Events.Count == 0)
            return new DetectionMiss("unreadable", "the records cannot be read");
        if (fired.Count > 0)
            return new DetectionMiss("technique tag differs", $"found by {Titles(fired)}");
        var waiting = Built(touched).Where(id => alerting.TryGetValue(id, out var metadata) && one.Fits(metadata.Techniques)).ToList();
        if (waiting.Count > 0)
            return new DetectionMiss("too few events for the correlation", Titles(waiting));
        if (Closest(one) is { } near)
            return new DetectionMiss(near.Missing.Any(test => test.State == MissedTestState.Absent) ? "field absent" : "value differs", $"{near.Rule.Metadata.Title} asks for {string.Join(", ", near.Missing.Select(Text))}");
        return new DetectionMiss("no rule", $"none asks for \"{one.Events[0].Operation}\" of {one.Events[0].Source}");
    }

    /// <summary>The correlations and all that are built on them.</summary>
    private HashSet<string> Built(IEnumerable<string> touched)
    {
        var all = touched.ToHashSet(StringComparer.Ordinal);
        for (var before = -1; before != all.Count;)
        {
            before = all.Count;
            all.UnionWith(rules.Correlations.Where(correlation => correlation.Rules.Any(all.Contains)).Select(correlation => correlation.Metadata.Id));
        }

        return all;
    }

    /// <summary>The plain rule of the technique that asks for the same operation and lacks one thing.</summary>
    private (SigmaRule Rule, IReadOnlyList<MissedTest> Missing)? Closest(DetectionCase one)
    {
        var route = FieldMap.BuiltIn.RouteOf(one.Events[0]);
        foreach (var rule in rules.Rules)
        {
            if (!alerting.TryGetValue(rule.Metadata.Id, out var metadata) || !one.Fits(metadata.Techniques) || (route is not null && !route.LogSources.Any(source => source.Fits(rule.LogSource))))
                continue;
            if (!_near.TryGetValue(rule.Metadata.Id, out var near))
                _near.Add(rule.Metadata.Id, near = new NearMiss(rule, FieldMap.BuiltIn));
            var missing = near.Of(one.Events[0]);
            if (missing.Count == 1 && !OperationFields.Contains(missing[0].Field, StringComparer.Ordinal))
                return (rule, missing);
        }

        return null;
    }

    private string Titles(IEnumerable<string> ids) => string.Join("; ", ids.Select(id => alerting[id].Title).Order(StringComparer.Ordinal));

    private static string Text(MissedTest test) => test.State switch
    {
        MissedTestState.Absent => $"{test.Field}, which is not there",
        MissedTestState.Excluded => $"other values of {test.Field}",
        _ => $"another value of {test.Field ?? "some field"}",
    };
}
