namespace AuditOps.Collectors.Notifications;

/// <summary>The subscription to a content type as the Management Activity API lists it.</summary>
internal sealed record ListedSubscription(bool IsEnabled, WebhookState? Webhook);
