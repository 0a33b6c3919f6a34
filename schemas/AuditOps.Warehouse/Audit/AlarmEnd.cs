namespace AuditOps.Warehouse.Audit;

/// <summary>How an alarm over missing events ended.</summary>
public enum AlarmEnd
{
    /// <summary>It stands.</summary>
    None = 0,

    /// <summary>The events are there again.</summary>
    Back = 1,

    /// <summary>Their time is over; they would be gone by now anyway.</summary>
    Expired = 2,
}
