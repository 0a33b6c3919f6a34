using System.ComponentModel;
using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Completeness;

/// <summary><c>GET /api/v1/completeness</c>: per tenant, source and hour of collection what came, what became of it, and what is missing; newest hour first.</summary>
internal static class ListCompleteness
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    private static readonly string[] Known = ["tenant", "source", "from", "to", "limit", "cursor"];

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
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, Known, errors);
        var count = limit is null ? DefaultLimit : Parse.Limit(limit, MaxLimit);
        if (count is null) errors.Add("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        if (tenant is { Length: 0 or > 63 }) errors.Add("tenant", "Must be a tenant key: [a-z0-9-]{1,63}.");
        if (source is { Length: 0 or > 100 }) errors.Add("source", "Must have 1 to 100 characters.");
        var first = TimeOf("from", from);
        var end = TimeOf("to", to);
        if (first >= end) errors.Add("to", "Must lie after from.");
        var purpose = string.Join('\u001f', "completeness", tenant, source, from, to);
        var parts = cursor is null ? null : Cursor.Read(caller.CursorKey, purpose, cursor);
        if (cursor is not null && parts is null) errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (tenant is not null && !caller.MaySee(tenant)) return Problem.TenantForbidden();

        var after = parts is null ? null : new CompletenessKey(new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero), parts[1], parts[2]);
        var rows = await new CompletenessQuery(caller.Scope(tenant), source, first, end, after, count!.Value + 1).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new Page<CompletenessRow>
        {
            Items = rows.Take(count.Value).ToList(),
            NextCursor = rows.Count > count ? Next(rows[count.Value - 1]) : null,
        });

        DateTimeOffset? TimeOf(string name, string? text)
        {
            if (text is null) return null;
            var time = Parse.Time(text);
            if (time is null) errors.Add(name, "Must be a time in ISO 8601, for example 2026-01-31T08:00:00Z.");
            return time;
        }

        string Next(CompletenessRow last) =>
            Cursor.Write(caller.CursorKey, purpose, last.Hour.UtcTicks.ToString(CultureInfo.InvariantCulture), last.Tenant, last.Source);
    }
}
