using System.ComponentModel;
using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.DeadLetters;

/// <summary><c>GET /api/v1/dead-letters</c>: what could not go on, newest first, without payloads.</summary>
internal static class ListDeadLetters
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

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
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant", "limit", "cursor"], errors);
        var count = limit is null ? DefaultLimit : Parse.Limit(limit, MaxLimit);
        if (count is null) errors.Add("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        if (tenant is { Length: 0 or > 63 }) errors.Add("tenant", "Must be a tenant key: [a-z0-9-]{1,63}.");
        var purpose = "dead-letters\u001f" + tenant;
        var parts = cursor is null ? null : Cursor.Read(caller.CursorKey, purpose, cursor);
        if (cursor is not null && parts is null) errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (tenant is not null && !caller.MaySee(tenant)) return Problem.TenantForbidden();

        var after = parts is null ? null : new DeadLetterKey(new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero), parts[1], parts[2]);
        var rows = await new DeadLetterListQuery(caller.Scope(tenant), after, count!.Value + 1).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new Page<DeadLetterRow>
        {
            Items = rows.Take(count.Value).ToList(),
            NextCursor = rows.Count > count ? Next(rows[count.Value - 1]) : null,
        });

        string Next(DeadLetterRow last) =>
            Cursor.Write(caller.CursorKey, purpose, last.FailedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), last.Tenant, last.Id);
    }
}
