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
}

/// <summary>A failure of collecting; the message is one sentence for people.</summary>
public sealed class CollectorsException(CollectorsErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public CollectorsErrorCode Code { get; } = code;
}
