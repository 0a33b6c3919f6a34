using System.ComponentModel;
using AuditOps.Api.Http;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Completeness;

/// <summary><c>GET /api/v1/completeness</c>: per tenant, source and hour of collection what came, what became of it, and what is missing; newest hour first.</summary>
internal static class ListCompleteness
{
    private const int DefaultLimit = 100;
    private const int MaxSource = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/completeness", HandleAsync)
        .WithName("ListCompleteness")
        .WithTags("completeness")
        .WithSummary("Account for every collected record, by hour of collection, newest hour first")
        .Produces<Page<CompletenessRow>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")] string? tenant,
        [FromQuery(Name = "source"), Description("Logical source, for example entra.signin.")] string? source,
        [FromQuery(Name = "from"), Description("Hours of collection at or after this time, ISO 8601.")] string? from,
        [FromQuery(Name = "to"), Description("Hours of collection before this time, ISO 8601.")] string? to,
        [FromQuery(Name = "limit"), Description("Hours in the answer, 1 to 500; default 100.")] string? limit,
        [FromQuery(Name = "cursor"), Description("next_cursor of the page before, with the same filters.")] string? cursor,
        HttpContext http,
        ClickHouseClient warehouse)
    {
        var frame = new ListFrame(http, "completeness", tenant, limit, cursor, DefaultLimit, [("source", source), ("from", from), ("to", to)]);
        frame.CheckText("source", source, MaxSource);
        var first = frame.ReadTime("from", from);
        var end = frame.ReadTime("to", to);
        if (first >= end) frame.Errors.Add("to", "Must be later than from.");
        if (frame.Refusal is { } refusal) return refusal;
        var after = frame.After is { } parts ? new CompletenessKey(ListFrame.TimeOf(parts[0]), parts[1], parts[2]) : null;
        var rows = await new CompletenessQuery(frame.Tenants, source, first, end, after, frame.Wanted).RunAsync(warehouse, http.RequestAborted);
        return frame.Page(rows, static last => [ListFrame.Part(last.Hour), last.Tenant, last.Source]);
    }
}
