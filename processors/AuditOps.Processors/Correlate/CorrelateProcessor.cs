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
internal sealed class CorrelateProcessor(CorrelateOptions options, Func<ITable<string, RuleDocument>, ICorrelationBook> bookOf) : IProcessor<Match, CorrelateOutput>, IInitialize, IPunctuate<CorrelateOutput>
{
    private const string Tick = "tick";

    // What has been told and what waits, by group and start of the alert window. Not part of the state: after a loss everything is looked at once more.
    private readonly Dictionary<UInt128, HashSet<long>> _told = [];
    private readonly HashSet<(UInt128 Group, long Window)> _waiting = [];
    private CorrelationStore _store = null!;
    private ICorrelationBook _book = null!;
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
        // A rule that has been switched off meanwhile, or changed so that it no longer has this step.
        if (_book.Find(value.Tenant, value.Correlation) is not { } plan || value.StepNumber >= plan.Steps.Count || value.Group.Count != plan.GroupBy.Count)
            return;
        _historyCame |= value.Historical;
        if (_store.Add(new CorrelationEntry(value.StepNumber, value)) is not { } added)
            return;
        if (plan.IsImmediate)
            Look(plan, added.Group, added.At, context);
    }

    public void Punctuate(string name, DateTimeOffset time, IProcessorContext<CorrelateOutput> context)
    {
        if (_historyCame || _historyQuietSince is null)
            _historyQuietSince = time;
        _historyCame = false;
        if (_store.IsUnsure)
            LookAtAll();
        foreach (var group in _store.Groups.ToList())
            Pass(group, time, context);
        foreach (var (id, window) in _waiting)
        {
            if (_store.Find(id) is { } group && _book.Find(group.Tenant, group.Correlation) is { } plan)
                Tell(plan, group, window, context);
        }

        _waiting.Clear();
    }

    /// <summary>A match may make the correlation hold at itself and at every later one whose window reaches back to it.</summary>
    private void Look(CorrelationPlan plan, CorrelationGroup group, int at, IProcessorContext<CorrelateOutput> context)
    {
        var entries = group.Entries;
        var first = CorrelationEvaluator.FirstAt(entries, entries[at].Ticks);
        var end = entries[at].Ticks + plan.Timespan.Ticks;
        for (var i = first; i < entries.Count && entries[i].Ticks < end; i++)
        {
            if (!CorrelationEvaluator.Holds(plan, entries, i, out _))
                continue;
            Chain(plan, group, entries[i], context);
            var window = WindowOf(plan, entries[i]);
            if (_told.TryGetValue(group.Id, out var told) && told.Contains(window))
                _waiting.Add((group.Id, window));
            else
                Tell(plan, group, window, context);
        }
    }

    /// <summary>
    /// Decides what can be decided now, and forgets what no window reaches any more. Live windows pass with the clock on the wall. Old records come in any order, often newest
    /// first, so the windows of the history lane are over when nothing has come for a while.
    /// </summary>
    private void Pass(CorrelationGroup group, DateTimeOffset time, IProcessorContext<CorrelateOutput> context)
    {
        if (_book.Find(group.Tenant, group.Correlation) is not { } plan)
        {
            _store.RemoveOldest(group, group.Entries.Count);
            return;
        }

        if (group.Historical && time - _historyQuietSince < options.HistoryQuiet)
            return;
        if (!plan.IsImmediate)
            Decide(plan, group, time.UtcTicks, context);
        var kept = time.UtcTicks - plan.Kept.Ticks;
        var old = CorrelationEvaluator.FirstAt(group.Entries, kept);
        if (old == 0)
            return;
        // What waits is told before its evidence goes.
        TellWaiting(plan, group, context);
        _store.RemoveOldest(group, old);
        if (group.Entries.Count == 0)
            _told.Remove(group.Id);
        else if (_told.TryGetValue(group.Id, out var told))
            told.RemoveWhere(window => window + plan.AlertWindow.Ticks < kept);
    }

    private void Decide(CorrelationPlan plan, CorrelationGroup group, long clock, IProcessorContext<CorrelateOutput> context)
    {
        var over = plan.Grace.Ticks + (plan.Kind == CorrelationKind.Absence ? plan.Timespan.Ticks : 0);
        for (var i = 0; i < group.Entries.Count && group.Entries[i].Ticks + over <= clock; i++)
        {
            var entry = group.Entries[i];
            if (entry.IsDecided)
                continue;
            _store.Decide(group, entry);
            if (!CorrelationEvaluator.Holds(plan, group.Entries, i, out var number))
                continue;
            Chain(plan, group, entry, context);
            var window = WindowOf(plan, entry);
            var finding = new CorrelationFinding(plan, new DateTimeOffset(window, TimeSpan.Zero));
            finding.Add(group.Entries, i, number);
            Send(plan, group, finding, context);
        }
    }

    private void TellWaiting(CorrelationPlan plan, CorrelationGroup group, IProcessorContext<CorrelateOutput> context)
    {
        foreach (var waiting in _waiting.Where(waiting => waiting.Group == group.Id).ToList())
        {
            Tell(plan, group, waiting.Window, context);
            _waiting.Remove(waiting);
        }
    }

    private void Tell(CorrelationPlan plan, CorrelationGroup group, long window, IProcessorContext<CorrelateOutput> context)
    {
        var finding = new CorrelationFinding(plan, new DateTimeOffset(window, TimeSpan.Zero));
        var found = false;
        var entries = group.Entries;
        for (var i = CorrelationEvaluator.FirstAt(entries, window); i < entries.Count && entries[i].Ticks < window + plan.AlertWindow.Ticks; i++)
        {
            if (!CorrelationEvaluator.Holds(plan, entries, i, out var number))
                continue;
            finding.Add(entries, i, number);
            found = true;
        }

        if (!found)
            return;
        if (!_told.TryGetValue(group.Id, out var told))
            _told.Add(group.Id, told = []);
        told.Add(window);
        Send(plan, group, finding, context);
    }

    private static void Send(CorrelationPlan plan, CorrelationGroup group, CorrelationFinding finding, IProcessorContext<CorrelateOutput> context)
    {
        if (plan.IsSilentPart)
            return;
        var candidate = finding.ToCandidate(group.Tenant, group.Historical);
        context.Forward(new CorrelateOutput(
            new Command
            {
                Tenant = group.Tenant,
                Subject = candidate.AlertId,
                Kind = CommandKinds.Candidate,
                CommandId = $"{candidate.AlertId}/{candidate.Evidence[^1].EventId}/{candidate.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
                At = candidate.Evidence.Max(seen => seen.CollectedAt),
                By = CorrelateTopology.Name,
                Candidate = candidate,
            },
            null));
    }

    private static void Chain(CorrelationPlan plan, CorrelationGroup group, CorrelationEntry trigger, IProcessorContext<CorrelateOutput> context)
    {
        foreach (var match in ChainedMatches.Of(plan, group.Tenant, trigger))
            context.Forward(new CorrelateOutput(null, match));
    }

    private void LookAtAll()
    {
        _told.Clear();
        foreach (var group in _store.Groups)
        {
            if (_book.Find(group.Tenant, group.Correlation) is not { IsImmediate: true } plan)
                continue;
            foreach (var entry in group.Entries)
                _waiting.Add((group.Id, WindowOf(plan, entry)));
        }

        _store.IsUnsure = false;
    }

    private static long WindowOf(CorrelationPlan plan, CorrelationEntry trigger) => AlertIds.WindowStart(trigger.Match.Event.EventTime, plan.AlertWindow).UtcTicks;
}
