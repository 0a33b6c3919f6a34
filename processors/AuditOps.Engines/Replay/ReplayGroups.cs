using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>The matches of one correlation by group, all of them at hand: so the answer is that of a stream in which nothing came too late.</summary>
internal sealed class ReplayGroups(CorrelationPlan plan)
{
    private const char Separator = '\u001f';

    private readonly Dictionary<string, List<CorrelationEntry>> _groups = new(StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => _groups.Count == 0;

    public void Clear() => _groups.Clear();

    public void Add(Match match)
    {
        var key = string.Join(Separator, match.Group.Select(value => value.Value));
        if (!_groups.TryGetValue(key, out var entries))
            _groups.Add(key, entries = []);
        entries.Add(new CorrelationEntry(match.StepNumber, match));
    }

    /// <summary>Decides every trigger.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="chain">Hears of every trigger at which the correlation holds.</param>
    public IEnumerable<ReplayFinding> Decide(string tenant, Action<Match> chain)
    {
        foreach (var group in _groups.Values)
        {
            var entries = Ordered(group);
            var hits = CorrelationScan.Hits(plan, entries, 0, entries.Count);
            foreach (var hit in hits)
                chain(entries[hit.Trigger].Match);
            if (plan.IsSilentPart)
                continue;
            foreach (var span in AlertSpan.Cut(plan, entries, hits))
                yield return Of(new CorrelationFinding(plan, entries, span).ToCandidate(tenant, historical: true));
        }
    }

    /// <summary>An event that came twice is one.</summary>
    private static List<CorrelationEntry> Ordered(List<CorrelationEntry> entries)
    {
        entries.Sort(CorrelationOrder.Instance);
        var once = new List<CorrelationEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (once.Count == 0 || CorrelationOrder.Instance.Compare(once[^1], entry) != 0)
                once.Add(entry);
        }

        return once;
    }

    private static ReplayFinding Of(AlertCandidate found) => new()
    {
        RuleId = found.RuleId,
        Title = found.Title,
        Severity = found.Severity,
        Group = found.Group,
        WindowStart = found.WindowStart,
        FirstSeen = found.FirstSeen,
        LastSeen = found.LastSeen,
        Count = found.Count,
        Evidence = found.Evidence,
    };
}
