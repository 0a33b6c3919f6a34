namespace AuditOps.Engines.Alerts;

/// <summary>Why a command was rejected; the code of its verdict.</summary>
public static class CommandCodes
{
    /// <summary>Nothing has this id in this tenant.</summary>
    public const string NotFound = "not_found";

    /// <summary>Somebody was faster: the subject has another revision than the command was made for.</summary>
    public const string StaleRevision = "stale_revision";

    /// <summary>The status does not allow it.</summary>
    public const string InvalidTransition = "invalid_transition";

    /// <summary>The command's content is not usable.</summary>
    public const string InvalidBody = "invalid_body";

    /// <summary>Only the memory of the subject is left.</summary>
    public const string TooOld = "too_old";

    /// <summary>No such kind of command.</summary>
    public const string UnknownKind = "unknown_kind";
}
