namespace AuditOps.Collectors.Notifications;

/// <summary>What a notification is about. Travels as a number; never renumber.</summary>
internal enum HintKind
{
    /// <summary>There is something new.</summary>
    News = 0,

    /// <summary>The service wants the subscription renewed before its time (Graph: <c>reauthorizationRequired</c>).</summary>
    Renew = 1,

    /// <summary>The service has ended the subscription (Graph: <c>subscriptionRemoved</c>).</summary>
    Removed = 2,

    /// <summary>The service could not deliver some notifications (Graph: <c>missed</c>): there may be news.</summary>
    Missed = 3,
}
