using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Events;

/// <summary>The query of <c>GET /api/v1/events</c> as text, so that everything wrong with it can be said at once.</summary>
internal sealed record ListEventsParameters
{
    [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")]
    public string? Tenant { get; init; }

    [FromQuery(Name = "source"), Description("Logical source, for example entra.audit, entra.signin, intune.audit, m365.activity.")]
    public string? Source { get; init; }

    [FromQuery(Name = "workload"), Description("Service that wrote the record, in any case: Exchange, SharePoint, AzureActiveDirectory, ...")]
    public string? Workload { get; init; }

    [FromQuery(Name = "category"), Description("Display category, in any case.")]
    public string? Category { get; init; }

    [FromQuery(Name = "operation"), Description("Operation as the source names it, in any case.")]
    public string? Operation { get; init; }

    [FromQuery(Name = "outcome"), Description("success, failure, partial, denied or unknown.")]
    public string? Outcome { get; init; }

    [FromQuery(Name = "actor"), Description("Actor key, in any case: UPN, else object id, else app id.")]
    public string? Actor { get; init; }

    [FromQuery(Name = "ip"), Description("Client address, IPv4 or IPv6 in any spelling.")]
    public string? Ip { get; init; }

    [FromQuery(Name = "from"), Description("Earliest event time, inclusive: ISO 8601; without an offset it is UTC.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Latest event time, exclusive: ISO 8601; without an offset it is UTC.")]
    public string? To { get; init; }

    [FromQuery(Name = "q"), Description("Full-text search: every word must occur; what stands in double quotes must occur as written.")]
    public string? Q { get; init; }

    [FromQuery(Name = "limit"), Description("Events in the answer, 1 to 500; default 50.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("next_cursor of the page before, with the same filters.")]
    public string? Cursor { get; init; }

    /// <summary>What only this list has.</summary>
    public IReadOnlyList<(string Name, string? Value)> Filters =>
    [
        ("source", Source), ("workload", Workload), ("category", Category), ("operation", Operation), ("outcome", Outcome), ("actor", Actor), ("ip", Ip), ("from", From), ("to", To), ("q", Q),
    ];
}
