using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Health;

/// <summary>How a feed does, as people and alarms are told of it. Used by the feed's own task and, under its lock, by its submissions.</summary>
internal sealed class FeedHealth(FeedKey key, FeedSpec spec, FeedCursor? cursor, DateTimeOffset now)
{
    public const string Reporter = "collect";

    /// <summary>A gap is an alarm this long; it stays in the list.</summary>
    private static readonly TimeSpan GapIsNews = TimeSpan.FromDays(1);

    /// <summary>A feed that never had a record is looked at after this time, the week before its first poll included: connected, and yet no data.</summary>
    private static readonly TimeSpan NeverPatience = TimeSpan.FromDays(10);

    private DateTimeOffset? _attempt;
    private DateTimeOffset? _success;
    private DateTimeOffset _since = now;
    private DateTimeOffset _reported;
    private (HealthState State, string? Code) _shown;
    private (HealthState State, string? Code) _last = (HealthState.Waiting, null);
    private CollectorsException? _failure;
    private long _records;
    private long _late;

    /// <summary>Of the requests of this feed.</summary>
    public FetchStatus Fetching { get; } = new();

    /// <summary>Over all processes.</summary>
    public double ThrottledSeconds => Fetching.Throttled.TotalSeconds + (cursor?.Throttled ?? 0);

    public DateTimeOffset? NextAt { get; set; }

    /// <summary>Why the backlog or a sweep does not get on, while the polls do.</summary>
    public CollectorsException? FailureBehind { get; set; }

    private CollectorsException? Failure => _failure ?? FailureBehind;

    public long Records => Interlocked.Read(ref _records);

    public long Late => Interlocked.Read(ref _late);

    public void Attempt(DateTimeOffset at) => _attempt = at;

    public void Success(DateTimeOffset at)
    {
        _success = at;
        _failure = null;
    }

    public void Failed(CollectorsException failure, DateTimeOffset at)
    {
        _failure = failure;
        _attempt = at;
    }

    public void Published(int records, int letters, int duplicates, int late)
    {
        Interlocked.Add(ref _records, records);
        Interlocked.Add(ref _late, late);
        CollectMetrics.Count(key, records, letters, duplicates, late);
    }

    public bool WouldReport(FeedCursor at, DateTimeOffset now, TimeSpan every) => StateOf(at, now) != _shown || now - _reported >= every;

    /// <returns>Null when nothing has changed that is worth a record.</returns>
    public SourceHealth? IfDue(FeedCursor at, DateTimeOffset now, TimeSpan every)
    {
        if (!WouldReport(at, now, every)) return null;
        var state = StateOf(at, now);
        if (state != _last) _since = now;
        _shown = _last = state;
        _reported = now;
        var failure = Failure;
        var advice = failure is null ? null : HealthAdvice.For(failure, spec);
        return new SourceHealth
        {
            Tenant = key.Tenant,
            Source = key.Feed,
            Reporter = Reporter,
            State = state.State,
            Since = _since,
            Code = state.Code,
            Error = failure?.Message ?? Remark(state.Code, at),
            WhatToDo = advice ?? HealthAdvice.For(state.Code),
            LastAttemptAt = _attempt,
            LastSuccessAt = _success,
            LastRecordAt = at.Newest,
            NextRunAt = NextAt,
            LagSeconds = _success is null && at.Newest is null ? null : Math.Max(0, (now - at.CoveredTo).TotalSeconds),
            ThrottledSeconds = ThrottledSeconds,
            Gaps = [.. at.LastGaps.Select(gap => new HealthGap(gap.From, gap.To, gap.Reason))],
            UpdatedAt = now,
        };
    }

    private (HealthState State, string? Code) StateOf(FeedCursor at, DateTimeOffset now)
    {
        if (Failure is { } failure) return HealthAdvice.StateOf(failure.Code);
        if (_success is null) return (HealthState.Waiting, null);
        // Silence goes before a gap: the one is over, the other is not.
        if (at.Newest is { } newest ? now - newest > at.Rhythm.Patience : now - at.Start > NeverPatience) return (HealthState.Silent, HealthCodes.Silent);
        if (at.LastGaps.Count > 0 && now - at.LastGaps[^1].FoundAt < GapIsNews) return (HealthState.Degraded, HealthCodes.Gap);
        return (HealthState.Ok, null);
    }

    private static string? Remark(string? code, FeedCursor at) => code switch
    {
        HealthCodes.Gap => $"nothing was collected from {at.LastGaps[^1].From:u} to {at.LastGaps[^1].To:u}: {at.LastGaps[^1].Reason}.",
        HealthCodes.Silent when at.Newest is null => $"nothing has ever come, of all since {at.Start:u}.",
        HealthCodes.Silent => $"nothing has come since {at.Newest:u}; the feed is usually quiet for {at.Rhythm.Patience.TotalHours:0.#} h at most.",
        _ => null,
    };
}
