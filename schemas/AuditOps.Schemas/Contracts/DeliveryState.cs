namespace AuditOps.Schemas.Contracts;

/// <summary>Where a notification stands. Values are stored; never renumber.</summary>
public enum DeliveryState
{
    /// <summary>It is to be sent.</summary>
    Planned = 0,

    /// <summary>The receiver has confirmed it; over syslog, which confirms nothing, it was handed to the connection.</summary>
    Delivered = 1,

    /// <summary>An attempt failed and there will be another.</summary>
    Failed = 2,

    /// <summary>It is not tried again unless somebody asks for it.</summary>
    Dead = 3,
}
