namespace AuditOps.Schemas.Contracts;

/// <summary>Why a notification was planned: <see cref="Delivery.Trigger"/>. Stored and shown to scripts; a reader must bear one that it does not know.</summary>
public static class DeliveryTriggers
{
    /// <summary>The alert is new.</summary>
    public const string Opened = "opened";

    /// <summary>The alert was closed and is open again.</summary>
    public const string Reopened = "reopened";

    /// <summary>The severity has risen above all that was told before.</summary>
    public const string Raised = "raised";

    /// <summary>Somebody resolved the alert or called it a false positive.</summary>
    public const string Closed = "closed";

    /// <summary>The alert has a new revision for any other reason.</summary>
    public const string Updated = "updated";

    /// <summary>Somebody wants to see whether the target works.</summary>
    public const string Test = "test";

    /// <summary>An event of a target that is sent events; it appears only where the receiver refuses it.</summary>
    public const string Event = "event";
}
