using AuditOps.Engines.Alerts;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Correlation;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Replay;

/// <summary>
/// Runs rules, correlations and all, over records that are at hand: the same engine and the same decisions as the stream's, in event time, in whatever order the records
/// come. Alerts are cut into the same groups and windows, and held back as there. For one thread.
/// </summary>
public sealed class RuleReplay
{
    private readonly SigmaMatcher _matcher;
    private readonly string _tenant;
    private readonly IReadOnlyList<CorrelationPlan> _plans;
    private readonly Dictionary<string, List<ReplayStep>> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReplayGroups> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlainAlerts> _alerts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private readonly List<SigmaRule> _hits = [];
    private readonly RecordJson _json = new();
    private readonly FieldMap _fields;

    public RuleReplay(SigmaRules rules, FieldMap fields, string tenant)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _tenant = tenant;
        _fields = fields;
        _matcher = new SigmaEngine(rules, fields, static rule => [.. rule.Metadata.Extras.GroupBy, .. SuppressedRule.FieldsOf(rule)]).CreateMatcher();
        var heldBack = rules.Rules.Where(rule => rule.Metadata.Extras.Suppress is not null && !rules.IsOnlyPart(rule.Metadata.Id)).Select(rule => SuppressedRule.PlanOf(rule, 0, silent: false)).ToList();
        _plans = [.. CorrelationCompiler.Compile(rules), .. heldBack];
        var correlations = rules.Correlations.ToDictionary(correlation => correlation.Metadata.Id, StringComparer.Ordinal);
        foreach (var plan in _plans)
        {
            _groups.Add(plan.RuleId, new ReplayGroups(plan));
            for (var i = 0; i < plan.Steps.Count; i++)
            {
                if (!_steps.TryGetValue(plan.Steps[i], out var steps))
                    _steps.Add(plan.Steps[i], steps = []);
                steps.Add(correlations.TryGetValue(plan.RuleId, out var correlation) ? new ReplayStep(plan, correlation, plan.Steps[i], i) : new ReplayStep(plan, plan.Steps[i], i, plan.GroupBy, takesMissing: true));
            }
        }

        foreach (var rule in rules.Rules)
        {
            if (rule.Metadata.Extras.Suppress is not null || rules.IsOnlyPart(rule.Metadata.Id))
                _parts.Add(rule.Metadata.Id);
        }
    }

    /// <summary>Asks the rules about a record. What it answers holds until the next call.</summary>
    /// <param name="record">The record as JSON.</param>
    /// <param name="value">The same, normalised.</param>
    /// <param name="route">What it is; null to ask every rule whatever its log source.</param>
    public IReadOnlyList<SigmaRule> Add(ReadOnlySpan<byte> record, AuditEvent value, EventRoute? route)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_matcher.Match(record, value, route, _hits) != MatchStatus.Read)
            _matcher.Match("{}"u8, value, route, _hits);
        if (_hits.Count == 0)
            return _hits;
        var seen = EventEvidence.Of(value);
        foreach (var rule in _hits)
        {
            string? ValueOf(string field) => _matcher.Values(rule, field) is [{ Length: > 0 } first, ..] ? first : null;
            if (!_parts.Contains(rule.Metadata.Id))
                AlertsOf(rule).Add(value, seen, ValueOf);
            foreach (var step in _steps.GetValueOrDefault(rule.Metadata.Id) ?? [])
            {
                if (step.Match(_tenant, seen, ValueOf) is { } match)
                    _groups[match.Correlation].Add(match);
            }
        }

        return _hits;
    }

    /// <summary>Asks the rules about a stored event by its raw bytes, as the stream does.</summary>
    public IReadOnlyList<SigmaRule> Add(AuditEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Add(_json.Of(value).Span, value, _fields.RouteOf(value));
    }

    /// <summary>What the rules raise over all records so far, in the order of time. Call it once, at the end.</summary>
    public IReadOnlyList<ReplayFinding> Finish()
    {
        var findings = _alerts.Values.SelectMany(static alerts => alerts.All()).ToList();

        // The plans stand in the order in which they build on each other.
        foreach (var plan in _plans)
            findings.AddRange(_groups[plan.RuleId].Decide(_tenant, trigger => Chain(plan, trigger)));
        findings.Sort(static (one, other) => one.FirstSeen.CompareTo(other.FirstSeen));
        return findings;
    }

    /// <summary>Correlations of which some record was a part, whether they came true or not.</summary>
    public IReadOnlyList<string> Touched => [.. _groups.Where(static pair => !pair.Value.IsEmpty).Select(static pair => pair.Key)];

    /// <summary>Forgets all records, so that the same compiled rules can be asked about others.</summary>
    public void Reset()
    {
        _alerts.Clear();
        foreach (var groups in _groups.Values)
            groups.Clear();
    }

    /// <summary>A correlation tells others its group, and nothing else.</summary>
    private void Chain(CorrelationPlan plan, Match trigger)
    {
        foreach (var step in _steps.GetValueOrDefault(plan.RuleId) ?? [])
        {
            string? ValueOf(string name)
            {
                foreach (var (group, value) in trigger.Group)
                {
                    if (string.Equals(group, name, StringComparison.OrdinalIgnoreCase))
                        return value;
                }

                return null;
            }

            if (step.Match(_tenant, trigger.Event, ValueOf) is { } match)
                _groups[match.Correlation].Add(match);
        }
    }

    private PlainAlerts AlertsOf(SigmaRule rule)
    {
        if (!_alerts.TryGetValue(rule.Metadata.Id, out var alerts))
            _alerts.Add(rule.Metadata.Id, alerts = new PlainAlerts(rule.Metadata));
        return alerts;
    }
}
