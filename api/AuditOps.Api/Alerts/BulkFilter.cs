namespace AuditOps.Api.Alerts;

/// <summary>Which alerts; the names and meanings are those of the list's parameters.</summary>
internal sealed record BulkFilter
{
    public string? Tenant { get; init; }
    public string? Severity { get; init; }
    public string? Status { get; init; }
    public string? Rule { get; init; }
    public string? Actor { get; init; }
    public string? Assignee { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
    public bool Historical { get; init; }
    public bool Testing { get; init; }

    public ListAlertsParameters AsParameters() => new()
    {
        Tenant = Tenant,
        Severity = Severity,
        Status = Status,
        Rule = Rule,
        Actor = Actor,
        Assignee = Assignee,
        From = From,
        To = To,
        Historical = Historical ? "true" : null,
        Testing = Testing ? "true" : null,
    };
}
