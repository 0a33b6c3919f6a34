using AuditOps.Schemas.Contracts;

namespace AuditOps.Warehouse.Rows;

/// <summary>The words stored for enum values: snake case, fixed for ever, independent of the names in code. A value unknown here is stored as its number.</summary>
public static class StoredNames
{
    public static string Of(Outcome value) => value switch
    {
        Outcome.Unknown => "unknown",
        Outcome.Success => "success",
        Outcome.Failure => "failure",
        Outcome.Partial => "partial",
        Outcome.Denied => "denied",
        _ => ((int)value).ToString(),
    };

    public static string Of(CompletenessStage value) => value switch
    {
        CompletenessStage.Unspecified => "unspecified",
        CompletenessStage.Import => "import",
        CompletenessStage.Collect => "collect",
        CompletenessStage.Ingest => "ingest",
        CompletenessStage.Sink => "sink",
        _ => ((int)value).ToString(),
    };

    public static string Of(HealthState value) => value switch
    {
        HealthState.Unspecified => "unspecified",
        HealthState.Ok => "ok",
        HealthState.Waiting => "waiting",
        HealthState.Throttled => "throttled",
        HealthState.Degraded => "degraded",
        HealthState.Failing => "failing",
        HealthState.Silent => "silent",
        HealthState.Disabled => "disabled",
        _ => ((int)value).ToString(),
    };

    public static string Of(ActorKind value) => value switch
    {
        ActorKind.Unknown => "unknown",
        ActorKind.User => "user",
        ActorKind.Admin => "admin",
        ActorKind.Guest => "guest",
        ActorKind.Application => "application",
        ActorKind.ServicePrincipal => "service_principal",
        ActorKind.System => "system",
        ActorKind.Policy => "policy",
        ActorKind.Partner => "partner",
        _ => ((int)value).ToString(),
    };

    public static string Of(WireShape value) => value switch
    {
        WireShape.Unknown => "unknown",
        WireShape.ManagementActivity => "management_activity",
        WireShape.GraphDirectoryAudit => "graph_directory_audit",
        WireShape.GraphSignIn => "graph_sign_in",
        WireShape.GraphIntuneAudit => "graph_intune_audit",
        WireShape.GraphRiskDetection => "graph_risk_detection",
        WireShape.AzureMonitor => "azure_monitor",
        WireShape.PurviewCsv => "purview_csv",
        WireShape.LogAnalyticsCsv => "log_analytics_csv",
        WireShape.LogAnalyticsJson => "log_analytics_json",
        _ => ((int)value).ToString(),
    };

    public static string Of(AlertStatus value) => value switch
    {
        AlertStatus.Open => "open",
        AlertStatus.Acknowledged => "acknowledged",
        AlertStatus.Resolved => "resolved",
        AlertStatus.FalsePositive => "false_positive",
        _ => ((int)value).ToString(),
    };

    public static string Of(AlertSeverity value) => value switch
    {
        AlertSeverity.Informational => "informational",
        AlertSeverity.Low => "low",
        AlertSeverity.Medium => "medium",
        AlertSeverity.High => "high",
        AlertSeverity.Critical => "critical",
        _ => ((int)value).ToString(),
    };

    public static string Of(RuleStatus value) => value switch
    {
        RuleStatus.Draft => "draft",
        RuleStatus.Testing => "testing",
        RuleStatus.Enabled => "enabled",
        RuleStatus.Disabled => "disabled",
        _ => ((int)value).ToString(),
    };

    public static string Of(DeliveryState value) => value switch
    {
        DeliveryState.Planned => "planned",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Failed => "failed",
        DeliveryState.Dead => "dead",
        _ => ((int)value).ToString(),
    };

    public static string Of(DeadLetterCode value) => value switch
    {
        DeadLetterCode.Unspecified => "unspecified",
        DeadLetterCode.NotJson => "not_json",
        DeadLetterCode.TooLarge => "too_large",
        DeadLetterCode.TooDeep => "too_deep",
        DeadLetterCode.NotAnObject => "not_an_object",
        DeadLetterCode.InvalidUtf8 => "invalid_utf8",
        DeadLetterCode.CsvMalformed => "csv_malformed",
        DeadLetterCode.EnvelopeUndecodable => "envelope_undecodable",
        DeadLetterCode.EventUndecodable => "event_undecodable",
        DeadLetterCode.NormalizerThrew => "normalizer_threw",
        DeadLetterCode.RowRefused => "row_refused",
        DeadLetterCode.Truncated => "truncated",
        DeadLetterCode.PunctuationThrew => "punctuation_threw",
        DeadLetterCode.ProcessorThrew => "processor_threw",
        _ => ((int)value).ToString(),
    };

    /// <summary>The set bits of <see cref="EventFlags"/>, by name.</summary>
    public static IReadOnlyList<string> Of(EventFlags value)
    {
        List<string> names = [];
        foreach (var (bit, name) in FlagNames)
        {
            if (value.HasFlag(bit)) names.Add(name);
        }

        return names;
    }

    private static readonly (EventFlags Bit, string Name)[] FlagNames =
    [
        (EventFlags.TimeUnusable, "time_unusable"),
        (EventFlags.ForeignOrganization, "foreign_organization"),
        (EventFlags.Generic, "generic"),
        (EventFlags.AddressNotIp, "address_not_ip"),
        (EventFlags.NoRecordId, "no_record_id"),
        (EventFlags.Truncated, "truncated"),
        (EventFlags.TimeInFuture, "time_in_future"),
        (EventFlags.Historical, "historical"),
    ];
}
