using System.Collections.Concurrent;
using AuditOps.Engines.Catalogue;
using AuditOps.Processors.Health;
using AuditOps.Schemas.Contracts;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Detect;

/// <summary>
/// The compiled rules of this process, for all its tasks. What tasks find in their tables is compiled beside the records; until the new book is ready the old one goes on.
/// A rule that was switched off runs again when somebody changes it: its document says so to all processes.
/// </summary>
internal sealed class RuleCatalogue(IReadOnlyList<RuleUnit> shipped, string instance, TimeProvider time, ILogger logger) : IHealthSource
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<RuleKey, SwitchedOffRule> _off = [];
    private volatile RuleBook? _book;
    private IReadOnlyDictionary<string, RuleDocument>? _offered;
    private long _stamp = -1;
    private Task _compiling = Task.CompletedTask;

    // Says under the lock what the task itself says a moment later: a change that comes in between must not be taken for one that is still followed.
    private bool _isFollowing;

    /// <summary>The newest book that is ready; null before the first <see cref="Offer"/>.</summary>
    public RuleBook? Book => _book;

    /// <summary>Completes when what has been offered so far is in the book.</summary>
    public Task Settled
    {
        get
        {
            lock (_gate)
                return _compiling;
        }
    }

    public string Reporter => $"detect {instance}";

    /// <summary>
    /// Takes what one task's table holds. Tables of one process are not all equally far; revisions only grow, so their sum tells which is. The first book is compiled here and
    /// now: no record is judged by rules that are not there yet.
    /// </summary>
    public void Offer(IReadOnlyDictionary<string, RuleDocument> documents)
    {
        long stamp = 0;
        foreach (var document in documents.Values)
            stamp += document.Revision;
        lock (_gate)
        {
            if (stamp > _stamp)
            {
                _stamp = stamp;
                _offered = documents;
            }
            else if (_book is not { } known || known.NextExpiry is not { } expiry || expiry > time.GetUtcNow())
            {
                return;
            }

            if (_book is null)
            {
                _book = Compile(null, Take());
            }
            else if (!_isFollowing)
            {
                // A thread of its own: those of the pool may all be waiting for something.
                _isFollowing = true;
                _compiling = Task.Factory.StartNew(Follow, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Takes a rule out of the book at once.</summary>
    /// <returns>Whether it was still in.</returns>
    public bool SwitchOff(SwitchedOffRule rule)
    {
        lock (_gate)
        {
            if (!_off.TryAdd(rule.Key, rule))
                return false;
            _book = RuleBook.Compile(_book!.Overlay, _book, time.GetUtcNow(), Keys());
        }

        Log.RuleSwitchedOff(logger, rule.Key.RuleId, rule.Key.Owner, rule.Reason);
        return true;
    }

    public IReadOnlyList<SourceHealth>? Alarms()
    {
        if (_book is not { } book)
            return null;
        var alarms = new List<SourceHealth>();
        foreach (var off in _off.Values)
        {
            // Changed or stopped meanwhile, it is nobody's concern any more.
            if (book.Misses(off.Key))
                alarms.Add(Alarm(off.Key.Owner, off.Key.RuleId, HealthCodes.RuleOff, $"The rule \"{off.Title}\" was switched off: {off.Reason}", "Change the rule; a new version of it runs again.", off.At));
        }

        foreach (var document in Offered().Values)
        {
            if (document.Status == RuleStatus.Disabled && document.ChangedBy == Findings.Switcher)
                alarms.Add(Alarm(document.Tenant, document.RuleId, HealthCodes.RuleOff, $"The rule was switched off. {document.Note}", "Change the rule, or set its status to enabled; a new version of it runs again.", document.ChangedAt));
        }

        foreach (var (owner, refusal) in book.Refused)
            alarms.Add(Alarm(owner, refusal.Rule ?? refusal.File, HealthCodes.RuleRefused, $"A rule cannot be used: line {refusal.Line}: {refusal.Reason}", "Correct the rule's text.", time.GetUtcNow()));
        return [.. alarms.DistinctBy(alarm => (alarm.Tenant, alarm.Source))];
    }

    private SourceHealth Alarm(string owner, string rule, string code, string error, string whatToDo, DateTimeOffset since) => new()
    {
        Tenant = owner,
        Source = $"rule.{rule.Replace('/', '.')}",
        Reporter = Reporter,
        State = HealthState.Degraded,
        Since = since,
        Code = code,
        Error = error,
        WhatToDo = whatToDo,
        UpdatedAt = since,
    };

    private void Follow()
    {
        while (true)
        {
            RuleBook previous;
            IReadOnlyDictionary<string, RuleDocument> documents;
            lock (_gate)
            {
                previous = _book!;
                documents = Take();
            }

            RuleBook next;
            try
            {
                next = Compile(previous, documents);
            }
            catch (Exception e)
            {
                // The loop's edge: the rules go on as they were, and the next change is another try.
                Log.RulesNotCompiled(logger, e);
                lock (_gate)
                {
                    if (!ReferenceEquals(_offered, documents))
                        continue;
                    _isFollowing = false;
                    return;
                }
            }

            lock (_gate)
            {
                // A rule that was switched off meanwhile must not come back with a book that was begun before.
                if (!ReferenceEquals(_book, previous))
                    next = RuleBook.Compile(next.Overlay, next, time.GetUtcNow(), Keys());
                _book = next;
                if (ReferenceEquals(_offered, documents))
                {
                    _isFollowing = false;
                    return;
                }
            }
        }
    }

    private RuleBook Compile(RuleBook? previous, IReadOnlyDictionary<string, RuleDocument> documents)
    {
        var started = time.GetTimestamp();
        var overlay = new RuleOverlay(shipped, documents.Values, previous?.Overlay);
        var book = RuleBook.Compile(overlay, previous, time.GetUtcNow(), Keys());
        Log.RulesCompiled(logger, book.Common.Engine.Rules.Count, book.Common.Correlations.Count, overlay.Tenants.Count(), time.GetElapsedTime(started));
        return book;
    }

    private IReadOnlyDictionary<string, RuleDocument> Take() => _offered!;

    private IReadOnlyDictionary<string, RuleDocument> Offered()
    {
        lock (_gate)
            return Take();
    }

    private HashSet<RuleKey> Keys() => [.. _off.Keys];
}
