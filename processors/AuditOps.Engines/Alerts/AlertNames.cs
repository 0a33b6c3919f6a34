using System.Text.Json;
using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>Enum members as people and machines read them.</summary>
public static class AlertNames
{
    public static string Of(AlertStatus status) => status switch
    {
        AlertStatus.Open => "open",
        AlertStatus.Acknowledged => "acknowledged",
        AlertStatus.Resolved => "resolved",
        AlertStatus.FalsePositive => "false_positive",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "no such status"),
    };

    public static string Of(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Informational => "informational",
        AlertSeverity.Low => "low",
        AlertSeverity.Medium => "medium",
        AlertSeverity.High => "high",
        AlertSeverity.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "no such severity"),
    };

    /// <summary>As Sigma writes it: <c>event_count</c>, <c>temporal_ordered</c>, ...</summary>
    public static string Of(CorrelationKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
