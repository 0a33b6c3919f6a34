using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Alerts;

/// <summary><c>GET /api/v1/alerts</c>: the queue, the worst first and among equals the one that waits longest.</summary>
internal static class ListAlerts
{
    private const int DefaultLimit = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/alerts", HandleAsync)
        .WithName("ListAlerts")
        .WithTags("alerts")
        .WithSummary("List alerts, the worst first")
        .WithDescription("Order: severity downwards, then created_at, tenant and alert_id upwards. Without a status: what is open or acknowledged. Follow next_cursor until it is null.")
        .Produces<Page<AlertItem>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync([AsParameters] ListAlertsParameters parameters, HttpContext http, ListAlertsValidator validator, ClickHouseClient warehouse)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ListAlertsParameters.Names, errors);
        errors.Add(validator.Validate(parameters));
        AlertKey? after = null;
        if (parameters.Cursor is not null && !errors.Any && (after = Read(caller, parameters)) is null)
            errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (parameters.Tenant is not null && !caller.MaySee(parameters.Tenant)) return Problem.TenantForbidden();

        var limit = parameters.Limit is null ? DefaultLimit : Parse.Limit(parameters.Limit, ListAlertsValidator.MaxLimit)!.Value;
        var rows = await new AlertPageQuery(parameters.Filter(caller), after, limit + 1).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new Page<AlertItem>
        {
            Items = rows.Take(limit).Select(AlertMapping.Item).ToList(),
            NextCursor = rows.Count > limit ? Write(caller, parameters, rows[limit - 1].Key) : null,
        });
    }

    private static string Write(Caller caller, ListAlertsParameters parameters, AlertKey last) => Cursor.Write(
        caller.CursorKey, parameters.Purpose,
        last.SeverityRank.ToString(CultureInfo.InvariantCulture), last.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), last.Tenant, last.AlertId);

    private static AlertKey? Read(Caller caller, ListAlertsParameters parameters) => Cursor.Read(caller.CursorKey, parameters.Purpose, parameters.Cursor!) is { } parts
        ? new AlertKey(int.Parse(parts[0], CultureInfo.InvariantCulture), new DateTimeOffset(long.Parse(parts[1], CultureInfo.InvariantCulture), TimeSpan.Zero), parts[2], parts[3])
        : null;
}
