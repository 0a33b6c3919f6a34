namespace AuditOps.Processors.Notify;

/// <summary>How a webhook or a SIEM is told of an alert or an event.</summary>
public enum BodyFormat
{
    /// <summary>An OCSF finding, with the CloudEvents attributes as headers.</summary>
    Ocsf,

    /// <summary>A CloudEvents envelope in JSON around the OCSF finding.</summary>
    CloudEvents,

    /// <summary>Elastic Common Schema.</summary>
    Ecs,

    /// <summary>AuditOps' own names, one JSON object a line; events only.</summary>
    Ndjson,

    /// <summary>What the HTTP Event Collector of Splunk takes: each object under <c>event</c>, with its time.</summary>
    SplunkHec,
}
