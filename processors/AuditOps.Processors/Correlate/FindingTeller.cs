using System.Globalization;
using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Correlate;

/// <summary>What has been told of growing findings, and what waits to be. Not part of the state: after a loss everything is looked at once more.</summary>
internal sealed class FindingTeller
{
    /// <summary>Every alert of a group instead of that of one window.</summary>
    public const long All = long.MinValue;

    // By group and window: where the alert begins to gather.
    private readonly Dictionary<UInt128, Dictionary<long, long>> _told = [];
    private HashSet<(UInt128 Group, long Window)> _waiting = [];

    public void Await(CorrelationGroup group, long window) => _waiting.Add((group.Id, window));

    public HashSet<(UInt128 Group, long Window)> TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = [];
        return waiting;
    }

    public void Clear()
    {
        _told.Clear();
        _waiting.Clear();
    }

    /// <summary>Whether a told alert already takes in the entry; it then waits to be told again.</summary>
    public bool Holds(CorrelationPlan plan, CorrelationGroup group, CorrelationEntry entry)
    {
        if (!_told.TryGetValue(group.Id, out var told))
            return false;
        foreach (var (window, start) in told)
        {
            if (entry.Ticks < start || entry.Ticks >= start + plan.AlertWindow.Ticks)
                continue;
            _waiting.Add((group.Id, window));
            return true;
        }

        return false;
    }

    /// <summary>At once when it is new, with the next tick when it is known.</summary>
    public void TellSoon(CorrelationPlan plan, CorrelationGroup group, AlertSpan span, IProcessorContext<CorrelateOutput> context)
    {
        if (_told.TryGetValue(group.Id, out var told) && told.TryGetValue(span.Window, out var start) && start == span.Start)
            _waiting.Add((group.Id, span.Window));
        else
            Tell(plan, group, span.Window, context);
    }

    public void TellWaiting(CorrelationPlan plan, CorrelationGroup group, IProcessorContext<CorrelateOutput> context)
    {
        foreach (var waiting in _waiting.Where(waiting => waiting.Group == group.Id).ToList())
        {
            _waiting.Remove(waiting);
            Tell(plan, group, waiting.Window, context);
        }
    }

    public void Tell(CorrelationPlan plan, CorrelationGroup group, long window, IProcessorContext<CorrelateOutput> context)
    {
        if (!plan.IsImmediate)
            return;
        var entries = group.Entries;
        var (from, to) = window == All || plan.Suppress is not null
            ? (0, entries.Count)
            : (CorrelationEvaluator.FirstAt(entries, window), CorrelationEvaluator.FirstAt(entries, window + plan.AlertWindow.Ticks));
        foreach (var span in AlertSpan.Cut(plan, entries, CorrelationScan.Hits(plan, entries, from, to)))
        {
            if (window != All && span.Window != window)
                continue;
            if (!_told.TryGetValue(group.Id, out var told))
                _told.Add(group.Id, told = []);
            told[span.Window] = span.Start;
            Send(plan, group, span, context);
        }
    }

    /// <summary>Forgets what was told of groups that are gone, and of windows before all that a group still has.</summary>
    public void Forget(CorrelationStore store)
    {
        foreach (var (id, told) in _told)
        {
            if (store.Find(id) is not { Plan: { } plan } group)
            {
                _told.Remove(id);
                continue;
            }

            var oldest = group.Entries[0].Ticks - plan.Kept.Ticks;
            foreach (var (window, start) in told)
            {
                if (start + plan.AlertWindow.Ticks < oldest)
                    told.Remove(window);
            }
        }
    }

    public static void Send(CorrelationPlan plan, CorrelationGroup group, AlertSpan span, IProcessorContext<CorrelateOutput> context)
    {
        if (plan.IsSilentPart)
            return;
        var candidate = new CorrelationFinding(plan, group.Entries, span).ToCandidate(group.Tenant, group.Historical);
        context.Forward(new CorrelateOutput(
            new Command
            {
                Tenant = group.Tenant,
                Subject = candidate.AlertId,
                Kind = CommandKinds.Candidate,
                CommandId = $"{candidate.AlertId}/{candidate.Evidence[^1].EventId}/{candidate.Count.ToString(CultureInfo.InvariantCulture)}",
                At = candidate.Evidence.Max(seen => seen.CollectedAt),
                By = CorrelateTopology.Name,
                Candidate = candidate,
            },
            null));
    }
}
