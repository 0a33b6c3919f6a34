using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Sources;

/// <summary><c>GET /api/v1/sources</c>: every source of every tenant, how it does, what is missing of it and what to do about it.</summary>
internal static class ListSources
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    private static readonly string[] Known = ["tenant", "source", "state", "limit", "cursor"];
    private static readonly string[] States = ["ok", "waiting", "throttled", "degraded", "failing", "silent", "disabled"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/sources", HandleAsync)
        .WithName("ListSources")
        .WithTags("health")
        .WithSummary("List the sources of every tenant and how they do")
        .WithDescription("Last attempt, last success, newest record, lag, throttled seconds, gaps, next run, and the trouble with what to do about it. tenant is _ for parts of the installation, which only an API key for all tenants sees.")
        .Produces<Page<SourceRow>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")] string? tenant,
        [FromQuery(Name = "source"), Description("Source or feed, for example entra.signin.")] string? source,
        [FromQuery(Name = "state"), Description("Only sources in this state: ok, waiting, throttled, degraded, failing, silent or disabled.")] string? state,
        [FromQuery(Name = "limit"), Description("Sources in the answer, 1 to 500; default 100.")] string? limit,
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
        if (state is not null && !States.Contains(state, StringComparer.Ordinal)) errors.Add("state", $"Must be one of {string.Join(", ", States)}.");
        var purpose = string.Join('\u001f', "sources", tenant, source, state);
        var parts = cursor is null ? null : Cursor.Read(caller.CursorKey, purpose, cursor);
        if (cursor is not null && parts is null) errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (tenant is not null && !caller.MaySee(tenant)) return Problem.TenantForbidden();

        var after = parts is null ? null : new SourceKey(parts[0], parts[1], parts[2]);
        var rows = await new SourcesQuery(caller.Scope(tenant), source, state, after, count!.Value + 1).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new Page<SourceRow>
        {
            Items = rows.Take(count.Value).ToList(),
            NextCursor = rows.Count > count ? Next(rows[count.Value - 1]) : null,
        });

        string Next(SourceRow last) => Cursor.Write(caller.CursorKey, purpose, last.Tenant, last.Source, last.Reporter);
    }
}
