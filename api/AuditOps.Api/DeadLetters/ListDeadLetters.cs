using System.ComponentModel;
using AuditOps.Api.Http;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.DeadLetters;

/// <summary><c>GET /api/v1/dead-letters</c>: what could not go on, newest first, without payloads.</summary>
internal static class ListDeadLetters
{
    private const int DefaultLimit = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/dead-letters", HandleAsync)
        .WithName("ListDeadLetters")
        .WithTags("dead letters")
        .WithSummary("List records that could not be processed, newest first")
        .Produces<Page<DeadLetterRow>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")] string? tenant,
        [FromQuery(Name = "limit"), Description("Letters in the answer, 1 to 500; default 50.")] string? limit,
        [FromQuery(Name = "cursor"), Description("next_cursor of the page before, with the same filters.")] string? cursor,
        HttpContext http,
        ClickHouseClient warehouse)
    {
        var frame = new ListFrame(http, "dead-letters", tenant, limit, cursor, DefaultLimit, []);
        if (frame.Refusal is { } refusal) return refusal;
        var after = frame.After is { } parts ? new DeadLetterKey(ListFrame.TimeOf(parts[0]), parts[1], parts[2]) : null;
        var rows = await new DeadLetterListQuery(frame.Tenants, after, frame.Wanted).RunAsync(warehouse, http.RequestAborted);
        return frame.Page(rows, static last => [ListFrame.Part(last.FailedAt), last.Tenant, last.Id]);
    }
}
