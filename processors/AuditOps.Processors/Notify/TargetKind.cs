namespace AuditOps.Processors.Notify;

/// <summary>What a target speaks.</summary>
public enum TargetKind
{
    /// <summary>A web address of one's own: signed, one alert a request.</summary>
    Webhook,

    /// <summary>An incoming webhook of Slack.</summary>
    Slack,

    /// <summary>A workflow of Teams that posts an Adaptive Card.</summary>
    Teams,

    /// <summary>The HTTP input of a SIEM, sent alerts.</summary>
    Siem,

    /// <summary>The HTTP input of a SIEM, sent every event in batches.</summary>
    SiemEvents,

    /// <summary>A syslog receiver: CEF over TCP, with TLS unless that is waived.</summary>
    Syslog,
}
