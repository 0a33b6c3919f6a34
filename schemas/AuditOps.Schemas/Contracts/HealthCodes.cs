namespace AuditOps.Schemas.Contracts;

/// <summary>Short names of troubles in <see cref="SourceHealth.Code"/>. Stored and shown to scripts; a reader must bear one that it does not know.</summary>
public static class HealthCodes
{
    /// <summary>Records that were stored are gone.</summary>
    public const string EventsMissing = "events_missing";

    /// <summary>Records were deleted from their topic before they were stored.</summary>
    public const string RecordsExpired = "records_expired";

    /// <summary>Records wait so long that they reach the age at which the topic may delete them.</summary>
    public const string Backlog = "backlog";

    /// <summary>The other side cannot be reached or answers with errors.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The other side knows the credentials and refuses them.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The credentials are good and lack a permission, which the error names.</summary>
    public const string PermissionMissing = "permission_missing";

    /// <summary>Records of a span cannot be had any more.</summary>
    public const string Gap = "gap";

    /// <summary>Nothing has come for longer than is usual.</summary>
    public const string Silent = "silent";

    /// <summary>A detection rule was switched off because it threw or took too long.</summary>
    public const string RuleOff = "rule_off";

    /// <summary>A detection rule cannot be used.</summary>
    public const string RuleRefused = "rule_refused";

    /// <summary>A detection rule's memory is too small for what it looks at.</summary>
    public const string RuleForgets = "rule_forgets";
}
