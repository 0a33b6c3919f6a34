using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>What an alert keeps of an event that speaks for it.</summary>
public static class EventEvidence
{
    /// <summary>Its time is the time of collection where the event's own cannot be true.</summary>
    public static EvidenceEvent Of(AuditEvent value) => new()
    {
        EventId = value.EventId,
        Source = value.Source,
        // A time that cannot be true would open a window that nobody looks at.
        EventTime = (value.Flags & (EventFlags.TimeUnusable | EventFlags.TimeInFuture)) == 0 ? value.EventTime : value.CollectedAt,
        CollectedAt = value.CollectedAt,
        Actor = value.Actor.Key,
        Operation = value.Operation,
        Outcome = value.Outcome,
        Ip = value.Ip,
        Country = value.Geo?.Country,
        App = value.App?.Name ?? value.App?.Id,
        UserAgent = value.UserAgent,
        Summary = value.Summary,
    };
}
