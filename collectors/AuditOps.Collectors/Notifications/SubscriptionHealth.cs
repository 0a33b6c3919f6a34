using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Health;
using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Notifications;

/// <summary>How a subscription does, as <c>GET /api/v1/sources</c> shows it: under the feed's name, by a reporter of its own, so that a feed that is polled well does not hide it.</summary>
internal sealed class SubscriptionHealth(FeedKey key, string resource, NotificationOptions options, TimeProvider time)
{
    private const string Reporter = "notifications";

    /// <summary>Unchanged news is told this often.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(15);

    private (HealthState State, string? Code)? _shown;
    private DateTimeOffset _since = time.GetUtcNow();
    private DateTimeOffset _reported;
    private DateTimeOffset? _success;

    /// <returns>Null when that was said already.</returns>
    public SourceHealth? Well(SubscriptionRecord record, DateTimeOffset next)
    {
        _success = time.GetUtcNow();
        return Make((HealthState.Ok, null), null, null, record.RenewAt ?? next);
    }

    public SourceHealth? Failed(CollectorsException failure, FeedSpec feed, DateTimeOffset next)
    {
        if (failure.ServiceCode == SubscriptionUpkeep.Unreachable)
        {
            var what = $"Check from outside that {options.Base} answers: its name, its certificate, and that the proxy hands POST requests with their query on to {options.Listen}:{options.Port}. The feed is polled meanwhile.";
            return Make((HealthState.Degraded, SubscriptionUpkeep.Unreachable), failure.Message, what, next);
        }

        // Polling goes on: without notifications the source is slower, not blind.
        var state = HealthAdvice.StateOf(failure.Code);
        return Make((state.State == HealthState.Failing ? HealthState.Degraded : state.State, state.Code), failure.Message, HealthAdvice.For(failure, feed), next);
    }

    private SourceHealth? Make((HealthState State, string? Code) state, string? error, string? what, DateTimeOffset next)
    {
        var now = time.GetUtcNow();
        if (state == _shown && now - _reported < Again) return null;
        if (state != _shown) _since = now;
        _shown = state;
        _reported = now;
        return new SourceHealth
        {
            Tenant = key.Tenant,
            Source = key.Feed,
            Reporter = resource is NotificationFeeds.Users or NotificationFeeds.Groups ? $"{Reporter}.{resource}" : Reporter,
            State = state.State,
            Since = _since,
            Code = state.Code,
            Error = error,
            WhatToDo = what,
            LastAttemptAt = now,
            LastSuccessAt = _success,
            NextRunAt = next,
            UpdatedAt = now,
        };
    }
}
