namespace AuditOps.Api.Alerts;

/// <summary>The body of a change of status.</summary>
internal sealed record StatusChange
{
    /// <summary>acknowledged, resolved, false_positive, or open to reopen it.</summary>
    public string? Status { get; init; }

    /// <summary>For resolved: an OCSF verdict, for example true_positive, benign, test, duplicate.</summary>
    public string? Verdict { get; init; }

    /// <summary>Needed for resolved and false_positive.</summary>
    public string? Reason { get; init; }

    /// <summary>Revision of the alert that this was decided on; without it, whatever the revision is.</summary>
    public long? Revision { get; init; }
}
