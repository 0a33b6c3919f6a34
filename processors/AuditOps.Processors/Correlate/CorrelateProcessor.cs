using AuditOps.Engines.Alerts;
using AuditOps.Engines.Correlation;
using AuditOps.Processors.Detect;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Correlate;

/// <summary>
/// Matches into groups, groups into findings. Correlations that more matches can only confirm are decided with every match; the others once the clock has passed the end of
/// the window and the grace. A finding is told at once when it is new and at most once in <see cref="CorrelateOptions.TellEvery"/> while it grows; telling it twice does no
/// harm, because an alert takes the same facts once.
/// </summary>
internal sealed class CorrelateProcessor(CorrelateOptions options, CorrelationLosses losses, Func<ITable<string, RuleDocument>, ICorrelationBook> bookOf)
    : IProcessor<Match, CorrelateOutput>, IInitialize, IPunctuate<CorrelateOutput>
{
    private const string Tick = "tick";

    // A match may come before the rule it was made for has reached this process; after so long it has been removed.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FindingTeller _teller = new();
    private readonly CatchUpWatch _watch = new(options.CatchUp);
    private CorrelationStore _store = null!;
    private ICorrelationBook _book = null!;
    private long _now;
    private bool _historyCame;
    private DateTimeOffset? _historyQuietSince;

    public void Init(IProcessorInit init)
    {
        _store = init.Store<CorrelationStore>(CorrelationStoreSpec.StoreName);
        _book = bookOf(init.Table<string, RuleDocument>(RulesTable.Name));
        init.Schedule(Tick, PunctuationKind.WallClock, options.TellEvery);
    }

    public void Process(Match value, IProcessorContext<CorrelateOutput> context)
    {
        var plan = _book.Find(value.Tenant, value.Correlation);
        // Rules change in all processes, but not at the same instant: what was made for a newer version waits for it.
        if (plan is not null && plan.Version < value.CorrelationVersion)
            plan = null;
        var step = plan?.PlaceOf(value) ?? value.StepNumber;
        // The rule changed meanwhile so that it no longer has this step.
        if (step < 0)
            return;
        if (value.Historical)
            _historyCame = true;
        else
            _watch.Saw(context.Record.TimestampMs, _now);
        var entry = new CorrelationEntry(step, value) { Arrived = _now };
        if (_store.Add(plan, entry) is not { } group)
            return;
        if (plan is null)
            group.Plan = null;
        if (plan is null || PlanOf(group, isAsked: true) is null)
            return;
        if (!value.Historical && IsLate(plan, entry))
            losses.Late();
        var at = group.PlaceOf(entry);
        if (plan.IsImmediate && at >= 0)
            Look(plan, group, at, context);
    }

    public void Punctuate(string name, DateTimeOffset time, IProcessorContext<CorrelateOutput> context)
    {
        if (_now == 0)
            _store.Settle(time.UtcTicks);
        _now = time.UtcTicks;
        if (_historyCame || _historyQuietSince is null)
            _historyQuietSince = time;
        _historyCame = false;
        if (_store.IsUnsure)
            LookAtAll();
        foreach (var group in _store.Groups.ToList())
            Pass(group, time, context);
        foreach (var (id, window) in _teller.TakeWaiting())
        {
            if (_store.Find(id) is { } group && PlanOf(group) is { } plan)
                _teller.Tell(plan, group, window, context);
        }

        _teller.Forget(_store);
    }

    /// <summary>The plan of a group, its entries made to fit; null while none is known, or only an older one than its matches were made for.</summary>
    /// <param name="group">The group.</param>
    /// <param name="isAsked">Its newest match is looked at anyway.</param>
    private CorrelationPlan? PlanOf(CorrelationGroup group, bool isAsked = false)
    {
        var plan = _book.Find(group.Tenant, group.Correlation);
        if (plan is null || (plan.Version < group.Version && _now - group.VersionCame < Patience.Ticks))
            return null;
        Fit(group, plan, isAsked && group.Entries.Count == 1);
        return plan;
    }

    /// <summary>A rule that changed looks at what there is with new eyes.</summary>
    private void Fit(CorrelationGroup group, CorrelationPlan plan, bool isAsked)
    {
        if (ReferenceEquals(group.Plan, plan))
            return;
        _store.Fit(group, plan);
        if (!isAsked && plan.IsImmediate)
            _teller.Await(group, FindingTeller.All);
    }

    private bool IsLate(CorrelationPlan plan, CorrelationEntry entry) =>
        _now != 0 && entry.Ticks + (plan.IsImmediate ? plan.Kept : plan.Grace + (plan.Kind == CorrelationKind.Absence ? plan.Timespan : TimeSpan.Zero)).Ticks < _now;

    /// <summary>A match may make the correlation hold at itself and at every later one whose window reaches back to it.</summary>
    private void Look(CorrelationPlan plan, CorrelationGroup group, int at, IProcessorContext<CorrelateOutput> context)
    {
        var entries = group.Entries;
        var entry = entries[at];
        // The usual case of a busy group: the newest match of an alert that is told already, which grows with the next tick.
        if (plan.Chained.Count == 0 && at == entries.Count - 1 && _teller.Holds(plan, group, entry))
            return;
        var first = CorrelationEvaluator.FirstAt(entries, entry.Ticks);
        var end = CorrelationEvaluator.FirstAt(entries, entry.Ticks + plan.Timespan.Ticks);
        var hits = CorrelationScan.Hits(plan, entries, first, end);
        foreach (var hit in hits)
            Chain(plan, group, entries[hit.Trigger], context);
        if (hits.Count == 0 && plan.Suppress is null)
            return;
        // Suppression depends on what was before.
        if (plan.Suppress is not null)
            hits = CorrelationScan.Hits(plan, entries, 0, entries.Count);
        foreach (var span in AlertSpan.Cut(plan, entries, hits))
        {
            if (span.Hits[^1].Trigger >= first)
                _teller.TellSoon(plan, group, span, context);
        }
    }

    /// <summary>
    /// Decides what can be decided now, and forgets what no window reaches any more. Live windows pass with the clock on the wall, but never while a backlog is being read. Old
    /// records come in any order, often newest first, so the windows of the history lane are over when nothing has come for a while.
    /// </summary>
    private void Pass(CorrelationGroup group, DateTimeOffset time, IProcessorContext<CorrelateOutput> context)
    {
        var plan = PlanOf(group);
        if (group.Historical ? time - _historyQuietSince < options.HistoryQuiet : _watch.IsBehind(_now))
            return;
        if (plan is null)
        {
            if (_now - group.LastCame >= Patience.Ticks)
                _store.RemoveOldest(group, group.Entries.Count);
            return;
        }

        if (!plan.IsImmediate)
            Decide(plan, group, context);
        var old = Old(plan, group);
        if (old == 0)
            return;
        // What waits is told before its evidence goes.
        if (plan.IsImmediate)
            _teller.TellWaiting(plan, group, context);
        _store.RemoveOldest(group, old);
    }

    /// <summary>How many of the oldest entries nothing will ask for any more: they are old by their own time, and came long ago.</summary>
    private int Old(CorrelationPlan plan, CorrelationGroup group)
    {
        var entries = group.Entries;
        var limit = _now - plan.Kept.Ticks;
        var old = 0;
        while (old < entries.Count && entries[old].Ticks < limit && (group.Historical || entries[old].Arrived < limit))
            old++;
        if (old == 0 || old == entries.Count || plan.Suppress is null)
            return old;
        // Where alerts begin follows from where the one before began, so the last beginning stays.
        var spans = AlertSpan.Cut(plan, entries, CorrelationScan.Hits(plan, entries, 0, entries.Count));
        var last = spans.FindLastIndex(span => span.Anchor >= 0 && span.Anchor <= old);
        if (last < 0)
            return old;
        var anchor = entries[spans[last].Anchor];
        _store.Anchor(group, anchor);
        return Math.Min(old, CorrelationEvaluator.FirstAt(entries, anchor.Ticks - plan.Timespan.Ticks + 1));
    }

    private void Decide(CorrelationPlan plan, CorrelationGroup group, IProcessorContext<CorrelateOutput> context)
    {
        var entries = group.Entries;
        var span = plan.Kind == CorrelationKind.Absence ? plan.Timespan.Ticks : 0;
        var hits = new List<CorrelationHit>();
        for (var i = 0; i < entries.Count && entries[i].Ticks + span + plan.Grace.Ticks <= _now; i++)
        {
            var entry = entries[i];
            if (entry.IsDecided || (!group.Historical && entry.Arrived + plan.Settle.Ticks > _now))
                continue;
            _store.Decide(group, entry);
            if (!CorrelationEvaluator.Holds(plan, entries, i, out var number))
                continue;
            Chain(plan, group, entry, context);
            hits.Add(new CorrelationHit(i, number));
        }

        if (hits.Count == 0)
            return;
        if (plan.Suppress is null)
        {
            foreach (var hit in hits)
                FindingTeller.Send(plan, group, AlertSpan.Cut(plan, entries, [hit])[0], context);
            return;
        }

        var decided = CorrelationScan.Hits(plan, entries, 0, entries.Count).FindAll(hit => entries[hit.Trigger].IsDecided);
        foreach (var alert in AlertSpan.Cut(plan, entries, decided))
        {
            if (alert.Hits.Exists(hit => hits.Exists(other => other.Trigger == hit.Trigger)))
                FindingTeller.Send(plan, group, alert, context);
        }
    }

    private static void Chain(CorrelationPlan plan, CorrelationGroup group, CorrelationEntry trigger, IProcessorContext<CorrelateOutput> context)
    {
        foreach (var match in ChainedMatches.Of(plan, group.Tenant, trigger))
            context.Forward(new CorrelateOutput(null, match));
    }

    private void LookAtAll()
    {
        _teller.Clear();
        _watch.Begin(_now);
        foreach (var group in _store.Groups)
        {
            if (_book.Find(group.Tenant, group.Correlation) is { IsImmediate: true })
                _teller.Await(group, FindingTeller.All);
        }

        _store.IsUnsure = false;
    }
}
