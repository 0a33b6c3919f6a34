using System.ComponentModel;
using AuditOps.Api.Http;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Alarms;

/// <summary><c>GET /api/v1/alarms</c>: what is wrong now, with what to do about it; oldest first.</summary>
internal static class ListAlarms
{
    private const int DefaultLimit = 100;
    private const int MaxSource = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/alarms", HandleAsync)
        .WithName("ListAlarms")
        .WithTags("health")
        .WithSummary("List what is wrong now, the oldest first")
        .WithDescription("Sources that are throttled, degraded, failing or silent. tenant is _ for parts of the installation, which only an API key for all tenants sees.")
        .Produces<Page<AlarmRow>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")] string? tenant,
        [FromQuery(Name = "source"), Description("Logical source, or part of the installation, for example sink.events.")] string? source,
        [FromQuery(Name = "limit"), Description("Alarms in the answer, 1 to 500; default 100.")] string? limit,
        [FromQuery(Name = "cursor"), Description("next_cursor of the page before, with the same filters.")] string? cursor,
        HttpContext http,
        ClickHouseClient warehouse)
    {
        var frame = new ListFrame(http, "alarms", tenant, limit, cursor, DefaultLimit, [("source", source)], withInstallation: true);
        frame.CheckText("source", source, MaxSource);
        if (frame.Refusal is { } refusal) return refusal;
        var after = frame.After is { } parts ? new AlarmKey(ListFrame.TimeOf(parts[0]), parts[1], parts[2], parts[3]) : null;
        var rows = await new AlarmsQuery(frame.Tenants, source, after, frame.Wanted).RunAsync(warehouse, http.RequestAborted);
        return frame.Page(rows, static last => [ListFrame.Part(last.Since), last.Tenant, last.Source, last.Reporter]);
    }
}
