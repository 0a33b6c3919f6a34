namespace AuditOps.Collectors.Notifications;

/// <summary>What of one item of a Graph notification is looked at. Resource data, encrypted or not, is not: the feed asks for it.</summary>
internal readonly record struct GraphItem(string? SubscriptionId, string? ClientState, string? TenantId, string? LifecycleEvent);
