using AuditOps.Engines.Alerts;
using AuditOps.Engines.Risk;
using AuditOps.Processors.Detect;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Cases;

/// <summary>
/// The only writer of alerts and rules. A candidate from a rule opens an alert or completes one; a person's command changes one or is answered with the reason why not.
/// Each change is told; while only a count grows, at most once in <see cref="CaseOptions.TellEvery"/>.
/// </summary>
internal sealed class CaseProcessor(CaseOptions options, Func<ITable<string, RuleDocument>, RuleJudge> judge) : IProcessor<Command, CaseOutput>, IInitialize, IPunctuate<CaseOutput>
{
    private const string Tell = "tell";
    private const string Sweep = "sweep";

    // Up to here every event is told: they are what an analyst reads first.
    private const long TellEachUpTo = 3;

    private KeyValueStore<string, Alert> _alerts = null!;
    private KeyValueStore<string, string> _pending = null!;
    private KeyValueStore<string, RuleDocument> _rules = null!;
    private KeyValueStore<string, TriageFact> _answers = null!;
    private RuleCases _ruleCases = null!;

    public void Init(IProcessorInit init)
    {
        _alerts = init.Store<KeyValueStore<string, Alert>>(CaseStores.AlertsName);
        _pending = init.Store<KeyValueStore<string, string>>(CaseStores.PendingName);
        _rules = init.Store<KeyValueStore<string, RuleDocument>>(CaseStores.RulesName);
        _answers = init.Store<KeyValueStore<string, TriageFact>>(CaseStores.AnswersName);
        _ruleCases = new RuleCases(judge(init.Table<string, RuleDocument>(RulesTable.Name)));
        init.Schedule(Tell, PunctuationKind.WallClock, options.TellEvery);
        init.Schedule(Sweep, PunctuationKind.WallClock, options.SweepEvery);
    }

    public void Process(Command command, IProcessorContext<CaseOutput> context)
    {
        if (command.Kind == CommandKinds.Candidate)
            Take(command, context);
        else
            Answer(command, context);
    }

    public void Punctuate(string name, DateTimeOffset time, IProcessorContext<CaseOutput> context)
    {
        if (name == Tell)
            TellPending(context);
        else
            Forget(time);
    }

    private void Take(Command command, IProcessorContext<CaseOutput> context)
    {
        if (command.Candidate is not { } candidate || candidate.AlertId != command.Subject)
            throw new RecordException(nameof(DeadLetterCode.EventUndecodable), "a candidate must carry what was found, under the id of its alert");
        var key = KeyOf(command.Tenant, command.Subject);
        if (!_alerts.TryGet(key, out var old))
        {
            Put(key, null, AlertMerge.Open(command.Tenant, candidate, command.At), context);
            return;
        }

        if (AlertMerge.IsPast(old))
        {
            if (AlertMerge.Revive(old, candidate, command.At) is { } revived)
                Put(key, null, revived, context);
            return;
        }

        var merged = AlertMerge.Merge(old, candidate, command.At);
        if (ReferenceEquals(merged, old))
            return;
        if (IsNews(old, merged))
        {
            Put(key, old, merged, context);
            return;
        }

        _alerts.Put(key, merged);
        _pending.Put(key, command.Tenant);
    }

    private static bool IsNews(Alert old, Alert merged) =>
        (merged.Facts.Count <= TellEachUpTo && merged.Facts.Count != old.Facts.Count) || merged.Status != old.Status || merged.Facts.Severity != old.Facts.Severity
        || merged.Facts.Historical != old.Facts.Historical || merged.Facts.Silent != old.Facts.Silent;

    private void Answer(Command command, IProcessorContext<CaseOutput> context)
    {
        var answered = KeyOf(command.Tenant, command.CommandId);
        if (_answers.TryGet(answered, out var verdict))
        {
            context.Forward(new CaseOutput(null, null, verdict));
            return;
        }

        verdict = command.Kind is CommandKinds.SaveRule or CommandKinds.DeleteRule ? ChangeRule(command, context) : ChangeAlert(command, context);
        _answers.Put(answered, verdict);
        context.Forward(new CaseOutput(null, null, verdict));
    }

    private TriageFact ChangeAlert(Command command, IProcessorContext<CaseOutput> context)
    {
        var key = KeyOf(command.Tenant, command.Subject);
        var current = _alerts.TryGet(key, out var found) ? found : null;
        var outcome = AlertWorkflow.Apply(current, command);
        if (outcome.Changed is { } changed)
            Put(key, current, changed, context);
        return Verdict(command, outcome.Code, outcome.Message, (outcome.Changed ?? current)?.Revision ?? 0);
    }

    private TriageFact ChangeRule(Command command, IProcessorContext<CaseOutput> context)
    {
        var key = KeyOf(command.Tenant, command.Subject);
        var current = _rules.TryGet(key, out var found) ? found : null;
        var (changed, code, message) = _ruleCases.Apply(current, command);
        if (changed is not null)
        {
            _rules.Put(key, changed);
            context.Forward(new CaseOutput(null, changed, null));
        }

        return Verdict(command, code, message, (changed ?? current)?.Revision ?? 0);
    }

    private void Put(string key, Alert? before, Alert alert, IProcessorContext<CaseOutput> context)
    {
        _alerts.Put(key, alert);
        _pending.Delete(key);
        context.Forward(new CaseOutput(alert, null, null, EntityRisk.Of(before, alert, options.Risk)));
    }

    private void TellPending(IProcessorContext<CaseOutput> context)
    {
        if (_pending.Entries == 0 && !_pending.HasChanges)
            return;
        foreach (var (key, _) in _pending.All())
        {
            _pending.Delete(key);
            if (_alerts.TryGet(key, out var alert))
                context.Forward(new CaseOutput(alert, null, null));
        }
    }

    private void Forget(DateTimeOffset time)
    {
        foreach (var (key, alert) in _alerts.All())
        {
            var age = time - alert.UpdatedAt;
            if (age > options.PastKept)
                _alerts.Delete(key);
            else if (!AlertMerge.IsPast(alert) && age > (AlertWorkflow.IsClosed(alert) ? options.AlertsKept : options.UnfinishedKept))
                _alerts.Put(key, AlertMerge.Past(alert));
        }

        foreach (var (key, fact) in _answers.All())
        {
            if (fact.At < time - options.AnswersKept)
                _answers.Delete(key);
        }
    }

    private static TriageFact Verdict(Command command, string? code, string? message, long revision) => new()
    {
        Tenant = command.Tenant,
        Subject = command.Subject,
        Kind = command.Kind,
        CommandId = command.CommandId,
        Accepted = code is null,
        Code = code,
        Message = message,
        Revision = revision,
        At = command.At,
        By = command.By,
    };

    private static string KeyOf(string tenant, string id) => $"{tenant}/{id}";
}
