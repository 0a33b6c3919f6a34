using AuditOps.Api.Http;
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
        var frame = new ListFrame(http, "events", parameters.Tenant, parameters.Limit, parameters.Cursor, DefaultLimit, parameters.Filters);
        frame.Errors.Add(validator.Validate(parameters));
        if (frame.Refusal is { } refusal) return refusal;
        var after = frame.After is { } parts ? new EventKey(ListFrame.TimeOf(parts[0]), parts[1], parts[2], parts[3]) : null;
        var rows = await new EventPageQuery(Filter(parameters, frame.Tenants), after, frame.Wanted).RunAsync(warehouse, http.RequestAborted);
        return frame.Page(rows, EventMapping.Item, static last => Parts(last.Key));
    }

    private static string[] Parts(EventKey last) => [ListFrame.Part(last.EventTime), last.Tenant, last.Source, last.EventId];

    private static EventFilter Filter(ListEventsParameters p, IReadOnlyCollection<string>? tenants) => new()
    {
        Tenants = tenants,
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
