namespace AuditOps.Collectors.Notifications;

/// <summary>Makes and keeps one subscription at one service.</summary>
internal interface ISubscriber
{
    /// <summary>Sees to it that the service has exactly one subscription for this, as the record says, and that it lives.</summary>
    /// <param name="held">What is recorded; null when nothing is.</param>
    /// <param name="asked">What the service has asked for since; null = it is only time.</param>
    /// <param name="save">Commits a record. What the service may prove itself with is committed before the service is told.</param>
    /// <returns>The record as it stands now.</returns>
    /// <exception cref="CollectorsException">The service refuses or does not answer.</exception>
    Task<SubscriptionRecord> EnsureAsync(SubscriptionRecord? held, HintKind? asked, Func<SubscriptionRecord, Task<SubscriptionRecord>> save, CancellationToken cancel);
}
