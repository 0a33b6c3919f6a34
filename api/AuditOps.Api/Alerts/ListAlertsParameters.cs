using System.ComponentModel;
using AuditOps.Api.Http;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Alerts;

/// <summary>The query of <c>GET /api/v1/alerts</c> as text, so that everything wrong with it can be said at once.</summary>
internal sealed record ListAlertsParameters
{
    [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")]
    public string? Tenant { get; init; }

    [FromQuery(Name = "severity"), Description("One or several of informational, low, medium, high, critical, separated by commas.")]
    public string? Severity { get; init; }

    [FromQuery(Name = "status"), Description("One or several of open, acknowledged, resolved, false_positive, separated by commas, or all. Default: open,acknowledged.")]
    public string? Status { get; init; }

    [FromQuery(Name = "rule"), Description("Id of the rule.")]
    public string? Rule { get; init; }

    [FromQuery(Name = "actor"), Description("Actor key, in any case: UPN, else object id, else app id.")]
    public string? Actor { get; init; }

    [FromQuery(Name = "assignee"), Description("Who it is given to.")]
    public string? Assignee { get; init; }

    [FromQuery(Name = "from"), Description("Alerts with evidence at or after this event time: ISO 8601; without an offset it is UTC.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Alerts with evidence before this event time: ISO 8601; without an offset it is UTC.")]
    public string? To { get; init; }

    [FromQuery(Name = "historical"), Description("true: also alerts found in imports and backfills. Default false.")]
    public string? Historical { get; init; }

    [FromQuery(Name = "testing"), Description("true: also alerts of rules in testing. Default false.")]
    public string? Testing { get; init; }

    [FromQuery(Name = "limit"), Description("Alerts in the answer, 1 to 500; default 50.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("next_cursor of the page before, with the same filters.")]
    public string? Cursor { get; init; }

    /// <summary>What only this list has.</summary>
    public IReadOnlyList<(string Name, string? Value)> Filters =>
    [
        ("severity", Severity), ("status", Status), ("rule", Rule), ("actor", Actor), ("assignee", Assignee), ("from", From), ("to", To), ("historical", Historical), ("testing", Testing),
    ];

    /// <summary>Only for parameters that the validator let pass.</summary>
    /// <param name="tenants">Whose alerts; null for everybody's.</param>
    public AlertFilter Filter(IReadOnlyCollection<string>? tenants) => new()
    {
        Tenants = tenants,
        Severities = Severity is null ? null : AlertWords.List(Severity, AlertWords.Severities),
        Statuses = Status is null ? AlertWords.Unfinished : Status == "all" ? null : AlertWords.List(Status, AlertWords.Statuses),
        Rule = Rule,
        Actor = Actor,
        Assignee = Assignee,
        From = From is null ? null : Parse.Time(From),
        To = To is null ? null : Parse.Time(To),
        WithHistorical = Historical == "true",
        WithTesting = Testing == "true",
    };
}
