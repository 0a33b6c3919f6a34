namespace AuditOps.Api.Alerts;

/// <summary>The body of an assignment.</summary>
internal sealed record AssignChange
{
    /// <summary>Who shall look at it; null or absent takes it from everybody.</summary>
    public string? Assignee { get; init; }

    /// <summary>Revision of the alert that this was decided on; without it, whatever the revision is.</summary>
    public long? Revision { get; init; }
}
