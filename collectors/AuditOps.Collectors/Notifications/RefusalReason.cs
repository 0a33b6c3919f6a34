namespace AuditOps.Collectors.Notifications;

/// <summary>Why a notification, or an item of one, was not taken. Counted here, told to nobody outside.</summary>
internal enum RefusalReason
{
    /// <summary>No such path, or a tenant that is not subscribed to.</summary>
    Address,

    /// <summary>A subscription that is not ours.</summary>
    Subscription,

    /// <summary>Another tenant's, application's or content type's.</summary>
    Tenant,

    /// <summary>The client state or authentication id is wrong.</summary>
    State,

    /// <summary>Not the format, or cut off.</summary>
    Malformed,

    /// <summary>Larger, longer or slower than is taken.</summary>
    TooLarge,
}
