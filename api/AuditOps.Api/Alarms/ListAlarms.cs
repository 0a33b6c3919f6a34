using System.ComponentModel;
using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Alarms;

/// <summary><c>GET /api/v1/alarms</c>: what is wrong now, with what to do about it; oldest first.</summary>
internal static class ListAlarms
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    private static readonly string[] Known = ["tenant", "source", "limit", "cursor"];

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
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, Known, errors);
        var count = limit is null ? DefaultLimit : Parse.Limit(limit, MaxLimit);
        if (count is null) errors.Add("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        if (tenant is { Length: 0 or > 63 }) errors.Add("tenant", "Must be a tenant key: [a-z0-9-]{1,63}.");
        if (source is { Length: 0 or > 100 }) errors.Add("source", "Must have 1 to 100 characters.");
        var purpose = string.Join('\u001f', "alarms", tenant, source);
        var parts = cursor is null ? null : Cursor.Read(caller.CursorKey, purpose, cursor);
        if (cursor is not null && parts is null) errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (tenant is not null && !caller.MaySee(tenant)) return Problem.TenantForbidden();

        var after = parts is null ? null : new AlarmKey(new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero), parts[1], parts[2], parts[3]);
        var rows = await new AlarmsQuery(caller.Scope(tenant), source, after, count!.Value + 1).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new Page<AlarmRow>
        {
            Items = rows.Take(count.Value).ToList(),
            NextCursor = rows.Count > count ? Next(rows[count.Value - 1]) : null,
        });

        string Next(AlarmRow last) =>
            Cursor.Write(caller.CursorKey, purpose, last.Since.UtcTicks.ToString(CultureInfo.InvariantCulture), last.Tenant, last.Source, last.Reporter);
    }
}
