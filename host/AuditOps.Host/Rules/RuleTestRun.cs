using AuditOps.Engines.Replay;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;

namespace AuditOps.Host.Rules;

/// <summary>Asks rules about the records of a file and notes on which lines each matched.</summary>
internal sealed class RuleTestRun(SigmaRules rules, bool route)
{
    /// <summary>Lines on which each rule matched, by rule id.</summary>
    public Dictionary<string, List<int>> Matches { get; } = rules.Rules.ToDictionary(rule => rule.Metadata.Id, _ => new List<int>(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Lines that are no JSON object.</summary>
    public List<int> Unreadable { get; } = [];

    public int Records { get; private set; }

    /// <summary>Alerts of correlations over all records of the file, in event time.</summary>
    public IReadOnlyList<ReplayFinding> Correlated { get; private set; } = [];

    public void Run(string file, CancellationToken cancellation)
    {
        var lines = new EventLines(file);
        var matcher = new SigmaEngine(rules, FieldMap.BuiltIn).CreateMatcher();
        var replay = rules.Correlations.Count > 0 ? new RuleReplay(rules, FieldMap.BuiltIn, "test") : null;
        var hits = new List<SigmaRule>();
        foreach (var (line, record) in lines.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            Records++;
            var normalized = lines.Normalize(record);
            var way = route && normalized is not null ? FieldMap.BuiltIn.RouteOf(normalized) : null;
            if (matcher.Match(record, normalized, way, hits) != MatchStatus.Read)
            {
                Unreadable.Add(line);
                continue;
            }

            foreach (var rule in hits)
                Matches[rule.Metadata.Id].Add(line);
            if (normalized is not null)
                replay?.Add(record, normalized, way);
        }

        var correlations = rules.Correlations.Select(correlation => correlation.Metadata.Id).ToHashSet(StringComparer.Ordinal);
        Correlated = [.. replay?.Finish().Where(finding => correlations.Contains(finding.RuleId)) ?? []];
    }
}
