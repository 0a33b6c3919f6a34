using AuditOps.Engines.Alerts;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>The alerts of one rule that looks at single events: one a group and window.</summary>
internal sealed class PlainAlerts(RuleMetadata rule)
{
    private const char Separator = '\u001f';
    private const string ActorGroup = "actor";
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    private readonly Dictionary<(string Group, long Window), List<EvidenceEvent>> _alerts = [];
    private readonly Dictionary<string, NamedValue[]> _groups = new(StringComparer.Ordinal);

    private TimeSpan Window => rule.Extras.Dedupe ?? DefaultWindow;

    public void Add(AuditEvent value, EvidenceEvent seen, Func<string, string?> valueOf)
    {
        NamedValue[] group = rule.Extras.GroupBy.Count == 0
            ? [new NamedValue(ActorGroup, value.Actor.Key)]
            : [.. rule.Extras.GroupBy.Select(name => new NamedValue(name, valueOf(name) ?? string.Empty))];
        var key = string.Join(Separator, group.Select(part => part.Value));
        _groups.TryAdd(key, group);
        var window = AlertIds.WindowStart(seen.EventTime, Window).UtcTicks;
        if (!_alerts.TryGetValue((key, window), out var events))
            _alerts.Add((key, window), events = []);
        events.Add(seen);
    }

    public IEnumerable<ReplayFinding> All()
    {
        foreach (var ((key, window), events) in _alerts)
        {
            events.Sort(static (one, other) => one.EventTime.CompareTo(other.EventTime));
            yield return new ReplayFinding
            {
                RuleId = rule.Id,
                Title = rule.Title,
                Severity = rule.Level is { } level ? (AlertSeverity)(int)level : AlertSeverity.Medium,
                Group = _groups[key],
                WindowStart = new DateTimeOffset(window, TimeSpan.Zero),
                FirstSeen = events[0].EventTime,
                LastSeen = events[^1].EventTime,
                Count = events.Count,
                Evidence = events.Count <= AlertLimits.Evidence ? events : events[..AlertLimits.Evidence],
            };
        }
    }
}
