namespace AuditOps.Processors.Notify.Sending;

/// <summary>What follows from an attempt.</summary>
internal enum SendVerdict
{
    /// <summary>Done.</summary>
    Delivered,

    /// <summary>The same may go through later.</summary>
    Retry,

    /// <summary>The same will be refused again.</summary>
    Refused,
}
