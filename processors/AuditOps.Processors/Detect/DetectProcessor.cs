using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Normalize;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Detect;

/// <summary>
/// Asks all rules in force about each event. What matches leaves as candidates and as matches for correlations, in the transaction of the event. A rule that throws, or that
/// takes too long, is switched off with an alert about it, and the event is asked about again by the others.
/// </summary>
internal sealed class DetectProcessor(RuleCatalogue catalogue, DetectOptions options, DetectTelemetry telemetry, TimeProvider time, ILogger logger)
    : IProcessor<AuditEvent, DetectOutput>, IInitialize, IPunctuate<DetectOutput>
{
    private const string Look = "rules";

    private readonly RecordJson _json = new();
    private readonly List<SigmaRule> _hits = [];
    private readonly List<DetectOutput> _found = [];
    private readonly Dictionary<RuleSet, SigmaMatcher> _matchers = new(ReferenceEqualityComparer.Instance);
    private RuleView _rules = null!;
    private RuleReports _reports = null!;
    private RuleTimes _times = null!;
    private RuleBook? _book;

    public void Init(IProcessorInit init)
    {
        _rules = new RuleView(catalogue, init.Table<string, RuleDocument>(RulesTable.Name));
        _reports = init.Participant<RuleReports>(RuleReports.ParticipantName);
        _times = new RuleTimes(options, time);
        init.Schedule(Look, PunctuationKind.WallClock, options.LookEvery);
    }

    public void Punctuate(string name, DateTimeOffset at, IProcessorContext<DetectOutput> context) => _rules.Look();

    public void Process(AuditEvent value, IProcessorContext<DetectOutput> context)
    {
        var book = Current();
        if (book.Common.IsEmpty && book.Own(value.Tenant) is null)
            return;
        var record = _json.Of(value);
        var route = FieldMap.BuiltIn.RouteOf(value);
        var started = time.GetTimestamp();
        Ask(record, value, route);
        if (_times.IsTooMuch(time.GetElapsedTime(started), value, out var limit, out var slowest))
            FindSlow(limit, slowest);
        foreach (var output in _found)
            context.Forward(output);
    }

    private RuleBook Current()
    {
        var book = _rules.Book;
        if (ReferenceEquals(book, _book))
            return book;
        _book = book;
        // Matchers of sets that are in force no longer would keep their plans alive.
        _matchers.Clear();
        return book;
    }

    /// <summary>Leaves in <see cref="_found"/> what the rules found.</summary>
    private void Ask(ReadOnlyMemory<byte> record, AuditEvent value, EventRoute? route)
    {
        // Each round but the last takes out at least one rule.
        for (var round = 0; ; round++)
        {
            _found.Clear();
            var book = Current();
            var own = book.Own(value.Tenant);
            var asked = book.Common;
            try
            {
                Ask(asked, own, record, value, route);
                if (own is null)
                    return;
                asked = own;
                Ask(asked, null, record, value, route);
                return;
            }
            catch (Exception e)
            {
                // The rules' edge: whatever one of them throws must not stop the event, nor the others.
                if (round < options.MaxOffPerRecord && FindThrowing(asked, record, value))
                    continue;
                Log.RulesNotAsked(logger, e, value.Tenant, value.Source);
                telemetry.NotAsked();
                _found.Clear();
                return;
            }
        }
    }

    private void Ask(RuleSet set, RuleSet? own, ReadOnlyMemory<byte> record, AuditEvent value, EventRoute? route)
    {
        if (set.IsEmpty)
            return;
        if (!_matchers.TryGetValue(set, out var matcher))
            _matchers.Add(set, matcher = set.Engine.CreateMatcher());
        // A record that cannot be read as rules read records still has its normalised fields.
        if (matcher.Match(record.Span, value, route, _hits) != MatchStatus.Read)
            matcher.Match("{}"u8, value, route, _hits);
        foreach (var rule in _hits)
        {
            if (own is null || !own.Replaces(rule.Metadata.Id))
                Take(set.UseOf(rule), matcher, value);
        }
    }

    private void Take(RuleUse use, SigmaMatcher matcher, AuditEvent value)
    {
        if (use.Alerts)
        {
            _found.Add(new DetectOutput(Findings.Candidate(use, matcher, value), null));
            telemetry.Found(use.Silent ? "silent" : "candidate");
        }

        foreach (var step in use.Steps)
        {
            if (Findings.Match(use, step, matcher, value) is not { } match)
                continue;
            _found.Add(new DetectOutput(null, match));
            telemetry.Found("match");
        }
    }

    /// <summary>Whether rules are to blame and have been switched off.</summary>
    private bool FindThrowing(RuleSet set, ReadOnlyMemory<byte> record, AuditEvent value)
    {
        var guilty = RuleTrial.Run(set, record, value, time).Where(tried => tried.Threw is not null).ToList();
        if (guilty.Count == 0 || guilty.Count > options.MaxOffPerRecord)
            return false;
        foreach (var (rule, _, threw) in guilty)
            SwitchOff(set, rule, $"it threw {threw!.GetType().Name}.", value);
        return true;
    }

    private void FindSlow(TimeSpan limit, AuditEvent value)
    {
        var record = _json.Of(value).ToArray();
        foreach (var set in new[] { Current().Common, Current().Own(value.Tenant) })
        {
            if (set is null)
                continue;
            var slow = RuleTrial.Run(set, record, value, time).Where(tried => tried.Took > limit / 2).OrderByDescending(tried => tried.Took).Take(options.MaxOffPerRecord).ToList();
            foreach (var (rule, took, _) in slow)
                SwitchOff(set, rule, $"it took {took.TotalMilliseconds:0.#} ms for one record.", value);
        }
    }

    private void SwitchOff(RuleSet set, RuleUse use, string reason, AuditEvent value)
    {
        var metadata = use.Rule.Metadata;
        var (owner, document) = (set.OwnerOf(use.Rule), set.DocumentOf(use.Rule));
        var off = new SwitchedOffRule(
            new RuleKey(owner, metadata.Id, use.Version), document, Current().Overlay.RevisionOf(owner, document), metadata.Title, reason, time.GetUtcNow());
        if (!catalogue.SwitchOff(off))
            return;
        _reports.Add(Findings.SwitchedOff(off, value));
        // This process goes on without it at once; by the rule's document all others hear of it, and it stays off over a restart.
        _reports.Add(Findings.Disable(off));
    }
}
