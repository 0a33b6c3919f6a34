namespace AuditOps.Collectors;

/// <summary>What went wrong, for those who decide by it.</summary>
public enum CollectorsErrorCode
{
    BadOptions,
    InputUnreadable,
    NotAcknowledged,
    RunUnknown,
    RunElsewhere,

    /// <summary>Another process goes on with the run.</summary>
    RunTakenOver,

    /// <summary>The service asks for patience.</summary>
    Throttled,

    /// <summary>The service does not answer, or answers with an error of its own.</summary>
    ServiceUnavailable,

    /// <summary>The service has failed so often that it is left alone for a while.</summary>
    CircuitOpen,

    /// <summary>No token, or a token that the service does not take.</summary>
    CredentialsRefused,

    /// <summary>The application lacks a permission, or the tenant a licence.</summary>
    PermissionMissing,

    /// <summary>The service knows no such thing, or no longer.</summary>
    NotFound,

    /// <summary>The service does not take the request as it is, for example a link that has grown stale.</summary>
    RequestRefused,

    /// <summary>A link leads away from the service; it is not followed.</summary>
    ForeignLink,

    /// <summary>An answer is cut off, too large or not in the service's format.</summary>
    AnswerUnreadable,

    /// <summary>Another collector has taken the work over, or what was in hand has to be begun again from its cursor.</summary>
    Displaced,
}

/// <summary>A failure of collecting; the message is one sentence for people.</summary>
public sealed class CollectorsException(CollectorsErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public CollectorsErrorCode Code { get; } = code;

    /// <summary>How long the service asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The permission that is missing, where that is the trouble and it is known.</summary>
    public string? Permission { get; init; }

    /// <summary>The service's own error code, where it gave one.</summary>
    public string? ServiceCode { get; init; }
}
