using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify;

/// <summary>What has been seen of an alert, as far as it decides what to tell next.</summary>
/// <param name="Revision">The newest revision.</param>
/// <param name="Severity">The highest severity of all revisions.</param>
/// <param name="IsClosed">Whether the newest revision is closed.</param>
/// <param name="IsHistorical">True while every revision was found in history only.</param>
/// <param name="IsTesting">True while every revision came from rules in testing only.</param>
/// <param name="At">When the newest revision was made.</param>
internal sealed record Told(long Revision, AlertSeverity Severity, bool IsClosed, bool IsHistorical, bool IsTesting, DateTimeOffset At);
