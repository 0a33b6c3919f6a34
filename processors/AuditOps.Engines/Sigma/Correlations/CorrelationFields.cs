namespace AuditOps.Engines.Sigma.Correlations;

/// <summary>Which fields correlations need of the matches of each rule.</summary>
internal static class CorrelationFields
{
    public static Dictionary<string, IReadOnlyList<string>> Of(IReadOnlyList<SigmaCorrelation> correlations)
    {
        var fields = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var correlation in correlations)
        {
            foreach (var rule in correlation.Rules)
            {
                if (!fields.TryGetValue(rule, out var wanted))
                    fields.Add(rule, wanted = new HashSet<string>(StringComparer.Ordinal));
                wanted.UnionWith(correlation.GroupBy.Select(name => correlation.FieldOf(name, rule)));
                wanted.UnionWith(correlation.Fields);
            }
        }

        return fields.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value], StringComparer.Ordinal);
    }
}
