using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>
/// Brings a candidate into its alert. The facts of an alert do not depend on the order in which its candidates come: minima, maxima, and the earliest evidence.
/// </summary>
public static class AlertMerge
{
    /// <summary>Written into the history where no person acted.</summary>
    public const string Engine = "auditops";

    /// <summary>What closing does: see <see cref="Merge"/>.</summary>
    public const string ReopenedAction = "reopened_by_evidence";

    /// <summary>The first candidate becomes an alert.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="candidate">What was found.</param>
    /// <param name="at">Time of the command.</param>
    public static Alert Open(string tenant, AlertCandidate candidate, DateTimeOffset at)
    {
        var facts = Bounded(candidate);
        return new Alert
        {
            Tenant = tenant,
            AlertId = candidate.AlertId,
            Revision = 1,
            Status = AlertStatus.Open,
            CreatedAt = at,
            UpdatedAt = at,
            UpdatedBy = Engine,
            Facts = facts,
            History = [new AlertChange { Revision = 1, At = at, By = Engine, Action = "created" }],
        };
    }

    /// <summary>
    /// Adds a candidate. A resolved alert opens again when something happened after it was resolved; evidence from before only completes it. One closed as a false
    /// positive stays closed: the same thing in the same window was already judged.
    /// </summary>
    /// <returns>The alert with its revision grown, or the same object where the candidate brings nothing new.</returns>
    public static Alert Merge(Alert alert, AlertCandidate candidate, DateTimeOffset at)
    {
        var facts = Join(alert.Facts, Bounded(candidate));
        if (ReferenceEquals(facts, alert.Facts))
            return alert;
        var merged = alert with { Revision = alert.Revision + 1, UpdatedAt = Later(alert.UpdatedAt, at), UpdatedBy = Engine, Facts = facts };
        if (alert.Status == AlertStatus.FalsePositive)
            return merged with { Suppressed = alert.Suppressed + facts.Count - alert.Facts.Count };
        if (alert.Status != AlertStatus.Resolved || candidate.LastSeen <= alert.ClosedAt)
            return merged;
        return merged with
        {
            Status = AlertStatus.Open,
            ClosedAt = null,
            Verdict = null,
            Reason = null,
            History = AlertHistory.Add(alert.History, new AlertChange
            {
                Revision = merged.Revision,
                At = at,
                By = Engine,
                Action = ReopenedAction,
                From = AlertNames.Of(AlertStatus.Resolved),
                To = AlertNames.Of(AlertStatus.Open),
            }),
        };
    }

    /// <summary>What is left of an alert that nothing has happened to for long: enough to know it again and to count its revisions on, too little to be shown or changed.</summary>
    public static Alert Past(Alert alert) => alert with
    {
        Reason = null,
        Assignee = null,
        History = [],
        Facts = alert.Facts with { Title = "", Description = null, Tags = [], Group = [], Evidence = [], Why = [], Snapshot = default, Runbook = null },
    };

    /// <summary>Whether an alert is what <see cref="Past"/> left; every other has a history.</summary>
    public static bool IsPast(Alert alert) => alert.History.Count == 0;

    /// <summary>
    /// A candidate for an alert of which only the memory is left. What was closed stays closed unless something happened after it was resolved, so that old records that come once
    /// more wake nobody; otherwise it opens again, and its revisions go on where they were.
    /// </summary>
    /// <returns>The alert; null where the candidate changes nothing.</returns>
    public static Alert? Revive(Alert past, AlertCandidate candidate, DateTimeOffset at)
    {
        if (past.Status == AlertStatus.FalsePositive || (past.Status == AlertStatus.Resolved && candidate.LastSeen <= past.ClosedAt))
            return null;
        var revision = past.Revision + 1;
        return Open(past.Tenant, candidate, at) with
        {
            Revision = revision,
            History = [new AlertChange { Revision = revision, At = at, By = Engine, Action = ReopenedAction, From = AlertNames.Of(past.Status), To = AlertNames.Of(AlertStatus.Open) }],
        };
    }

    private static AlertCandidate Join(AlertCandidate old, AlertCandidate added)
    {
        var evidence = JoinEvidence(old.Evidence, added.Evidence, out var known);
        var isKnown = added.Evidence.Count > 0 && known == added.Evidence.Count;
        var count = added.Cumulative ? Math.Max(old.Count, added.Count) : old.Count + (isKnown ? 0 : Math.Max(0, added.Count - known));
        var newer = added.RuleVersion > old.RuleVersion;
        var severity = added.Severity > old.Severity ? added.Severity : old.Severity;
        if (count == old.Count && !(added.Cumulative && count == added.Count && !added.Why.SequenceEqual(old.Why)) && !newer && severity == old.Severity && ReferenceEquals(evidence, old.Evidence) && added.LastSeen <= old.LastSeen && added.FirstSeen >= old.FirstSeen)
            return old;
        var earlier = added.FirstSeen < old.FirstSeen;
        return (newer ? added : old) with
        {
            Severity = severity,
            FirstSeen = earlier ? added.FirstSeen : old.FirstSeen,
            LastSeen = added.LastSeen > old.LastSeen ? added.LastSeen : old.LastSeen,
            WindowStart = added.WindowStart < old.WindowStart ? added.WindowStart : old.WindowStart,
            WindowEnd = added.WindowEnd > old.WindowEnd ? added.WindowEnd : old.WindowEnd,
            Actor = string.Equals(old.Actor, added.Actor, StringComparison.Ordinal) ? old.Actor : "",
            Count = count,
            Evidence = evidence,
            Why = TellsMore(old, added) ? added.Why : old.Why,
            Snapshot = earlier ? added.Snapshot : old.Snapshot,
            // Live evidence makes it live: somebody must hear of it.
            Historical = old.Historical && added.Historical,
            Silent = old.Silent && added.Silent,
        };
    }

    /// <summary>Whose conditions are shown: those of the first event, or of a correlation those with the numbers of the whole window, the last told of equals.</summary>
    private static bool TellsMore(AlertCandidate old, AlertCandidate added) =>
        added.Cumulative
            ? added.Count >= old.Count
            : added.FirstSeen < old.FirstSeen || (added.Evidence.Count > 0 && old.Evidence.Count > 0 && Same(added.Evidence[0], old.Evidence[0]));

    private static IReadOnlyList<EvidenceEvent> JoinEvidence(IReadOnlyList<EvidenceEvent> old, IReadOnlyList<EvidenceEvent> added, out int known)
    {
        known = 0;
        var joined = new List<EvidenceEvent>(old);
        foreach (var one in added)
        {
            if (old.Any(other => Same(one, other)))
                known++;
            else
                joined.Add(one);
        }

        if (joined.Count == old.Count)
            return old;
        joined.Sort(InOrder);
        if (joined.Count > AlertLimits.Evidence)
            joined.RemoveRange(AlertLimits.Evidence, joined.Count - AlertLimits.Evidence);
        return joined.SequenceEqual(old) ? old : joined;
    }

    private static bool Same(EvidenceEvent one, EvidenceEvent other) =>
        string.Equals(one.EventId, other.EventId, StringComparison.Ordinal) && string.Equals(one.Source, other.Source, StringComparison.Ordinal);

    private static int InOrder(EvidenceEvent one, EvidenceEvent other)
    {
        var byTime = one.EventTime.CompareTo(other.EventTime);
        return byTime != 0 ? byTime : string.CompareOrdinal(one.EventId, other.EventId);
    }

    private static AlertCandidate Bounded(AlertCandidate candidate)
    {
        var evidence = new List<EvidenceEvent>(candidate.Evidence);
        evidence.Sort(InOrder);
        return candidate with
        {
            Evidence = [.. evidence.Take(AlertLimits.Evidence)],
            Why = [.. candidate.Why.Take(AlertLimits.Conditions)],
            Snapshot = candidate.Snapshot.Length > AlertLimits.SnapshotBytes ? candidate.Snapshot[..AlertLimits.SnapshotBytes].ToArray() : candidate.Snapshot,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
