using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Events;

/// <summary><c>GET /api/v1/events</c>: newest first, page by page.</summary>
internal static class ListEvents
{
    private const int DefaultLimit = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/events", HandleAsync)
        .WithName("ListEvents")
        .WithTags("events")
        .WithSummary("List events, newest first")
        .WithDescription("Order: event_time downwards, then tenant, source and event_id upwards. Follow next_cursor until it is null; events that arrive meanwhile neither repeat nor hide others.")
        .Produces<Page<EventItem>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync([AsParameters] ListEventsParameters parameters, HttpContext http, ListEventsValidator validator, ClickHouseClient warehouse)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ListEventsParameters.Names, errors);
        errors.Add(validator.Validate(parameters));
        EventKey? after = null;
        if (parameters.Cursor is not null && !errors.Any && (after = EventCursor.Read(caller, parameters, parameters.Cursor)) is null)
            errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (parameters.Tenant is not null && !caller.MaySee(parameters.Tenant)) return Problem.TenantForbidden();

        var limit = parameters.Limit is null ? DefaultLimit : Parse.Limit(parameters.Limit, ListEventsValidator.MaxLimit)!.Value;
        var rows = await new EventPageQuery(Filter(parameters, caller), after, limit + 1).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new Page<EventItem>
        {
            Items = rows.Take(limit).Select(EventMapping.Item).ToList(),
            NextCursor = rows.Count > limit ? EventCursor.Write(caller, parameters, rows[limit - 1].Key) : null,
        });
    }

    private static EventFilter Filter(ListEventsParameters p, Caller caller) => new()
    {
        Tenants = caller.Scope(p.Tenant),
        Source = p.Source,
        Workload = p.Workload,
        Category = p.Category,
        Operation = p.Operation,
        Outcome = p.Outcome,
        Actor = p.Actor,
        Ip = p.Ip is null ? null : Parse.Ip(p.Ip),
        From = p.From is null ? null : Parse.Time(p.From),
        To = p.To is null ? null : Parse.Time(p.To),
        Text = p.Q,
    };
}
