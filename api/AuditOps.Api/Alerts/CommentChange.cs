namespace AuditOps.Api.Alerts;

/// <summary>The body of a remark.</summary>
internal sealed record CommentChange
{
    /// <summary>1 to 4,000 characters.</summary>
    public string? Text { get; init; }
}
