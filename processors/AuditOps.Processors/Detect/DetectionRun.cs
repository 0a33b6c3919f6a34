using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Correlation;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;
using AuditOps.Processors.Correlate;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;

namespace AuditOps.Processors.Detect;

/// <summary>
/// Asks the rules of a book, correlations among them, about a number of events at once, as the stream would when all of them have come and every window is over. For trying
/// rules out; for one thread.
/// </summary>
public sealed class DetectionRun
{
    private readonly RuleSet _rules;
    private readonly SigmaMatcher _matcher;
    private readonly RecordJson _json = new();
    private readonly List<SigmaRule> _hits = [];

    /// <param name="book">Only what holds for all tenants is asked.</param>
    public DetectionRun(RuleBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        _rules = book.Common;
        _matcher = _rules.Engine.CreateMatcher();
    }

    /// <summary>Correlations of which the events asked about last were a part, whether they came true or not.</summary>
    public IReadOnlyCollection<string> Touched { get; private set; } = [];

    /// <summary>Ids of the rules and correlations that would raise an alert, those in testing among them.</summary>
    public IReadOnlyCollection<string> Ask(IEnumerable<AuditEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var matches = new List<Match>();
        foreach (var value in events)
            Ask(value, found, matches);
        // Each stands after those it builds on.
        foreach (var plan in _rules.Correlations)
            Correlate(plan, matches, found);
        Touched = [.. matches.Select(match => match.Correlation).Distinct(StringComparer.Ordinal)];
        return found;
    }

    private void Ask(AuditEvent value, HashSet<string> found, List<Match> matches)
    {
        var route = FieldMap.BuiltIn.RouteOf(value);
        if (_matcher.Match(_json.Of(value).Span, value, route, _hits) != MatchStatus.Read)
            _matcher.Match("{}"u8, value, route, _hits);
        foreach (var rule in _hits)
        {
            var use = _rules.UseOf(rule);
            if (use.Alerts)
                found.Add(rule.Metadata.Id);
            foreach (var step in use.Steps)
            {
                if (Findings.Match(use, step, _matcher, value) is { } match)
                    matches.Add(match);
            }
        }
    }

    private static void Correlate(CorrelationPlan plan, List<Match> matches, HashSet<string> found)
    {
        var groups = matches.Where(match => match.Correlation == plan.RuleId).GroupBy(match => Convert.ToHexString(Keys.Match(match.Tenant, match.Correlation, match.Group)), StringComparer.Ordinal).ToList();
        foreach (var group in groups)
        {
            var entries = group.Select(match => new CorrelationEntry(match.StepNumber, match)).Order(CorrelationOrder.Instance).ToList();
            for (var i = 0; i < entries.Count; i++)
            {
                if (!CorrelationEvaluator.Holds(plan, entries, i, out _))
                    continue;
                if (!plan.IsSilentPart)
                    found.Add(plan.RuleId);
                matches.AddRange(ChainedMatches.Of(plan, entries[i].Match.Tenant, entries[i]));
            }
        }
    }
}
