namespace AuditOps.Collectors.Notifications;

/// <summary>A webhook as the service lists it.</summary>
/// <param name="AuthId">Null when the service does not show it.</param>
internal sealed record WebhookState(bool IsEnabled, string? Address, string? AuthId)
{
    public override string ToString() => nameof(WebhookState);
}
