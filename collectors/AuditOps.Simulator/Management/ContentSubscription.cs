namespace AuditOps.Simulator.Management;

/// <param name="Webhook">Null when the subscription is polled only.</param>
internal sealed record ContentSubscription(string ContentType, bool Enabled, Webhook? Webhook);
