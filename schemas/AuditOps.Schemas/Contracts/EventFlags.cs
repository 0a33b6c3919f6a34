namespace AuditOps.Schemas.Contracts;

/// <summary>What was odd about a record, kept as a bit set on the event.</summary>
[Flags]
public enum EventFlags
{
    None = 0,

    /// <summary>No usable event time; <see cref="AuditEvent.EventTime"/> is <see cref="AuditEvent.UnusableTime"/>.</summary>
    TimeUnusable = 1,

    /// <summary>The record names another organisation than the tenant it was collected for.</summary>
    ForeignOrganization = 2,

    /// <summary>No normaliser knew the record; fields were filled by the generic mapping.</summary>
    Generic = 4,

    /// <summary>The client address was present but is not an IP address.</summary>
    AddressNotIp = 8,

    /// <summary>The record had no id of its own.</summary>
    NoRecordId = 16,

    /// <summary>Some field was cut to its limit; the raw record is whole.</summary>
    Truncated = 32,

    /// <summary>The event time lies more than a day after the collection time.</summary>
    TimeInFuture = 64,

    /// <summary>Came through the history lane (import or backfill).</summary>
    Historical = 128,

    /// <summary>Another version of an id that was seen before: same id, new content.</summary>
    Revision = 256,
}
