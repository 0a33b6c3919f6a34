using AuditOps.Simulator.Management;

namespace AuditOps.Simulator.Notifications;

internal sealed record SentNotice(ContentEntry Entry, DateTime Sent, bool Accepted);
