using System.ComponentModel;
using AuditOps.Api.Http;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Sources;

/// <summary><c>GET /api/v1/sources</c>: every source of every tenant, how it does, what is missing of it and what to do about it.</summary>
internal static class ListSources
{
    private const int DefaultLimit = 100;
    private const int MaxSource = 100;

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
        var frame = new ListFrame(http, "sources", tenant, limit, cursor, DefaultLimit, [("source", source), ("state", state)], withInstallation: true);
        frame.CheckText("source", source, MaxSource);
        frame.CheckWord("state", state, States);
        if (frame.Refusal is { } refusal) return refusal;
        var after = frame.After is { } parts ? new SourceKey(parts[0], parts[1], parts[2]) : null;
        var rows = await new SourcesQuery(frame.Tenants, source, state, after, frame.Wanted).RunAsync(warehouse, http.RequestAborted);
        return frame.Page(rows, static last => [last.Tenant, last.Source, last.Reporter]);
    }
}
