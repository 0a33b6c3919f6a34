using System.Globalization;
using AuditOps.Api.Http;
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
        var frame = new ListFrame(http, "alerts", parameters.Tenant, parameters.Limit, parameters.Cursor, DefaultLimit, parameters.Filters);
        frame.Errors.Add(validator.Validate(parameters));
        if (frame.Refusal is { } refusal) return refusal;
        var after = frame.After is { } parts ? new AlertKey(int.Parse(parts[0], CultureInfo.InvariantCulture), ListFrame.TimeOf(parts[1]), parts[2], parts[3]) : null;
        var rows = await new AlertPageQuery(parameters.Filter(frame.Tenants), after, frame.Wanted).RunAsync(warehouse, http.RequestAborted);
        return frame.Page(rows, AlertMapping.Item, static last => Parts(last.Key));
    }

    private static string[] Parts(AlertKey last) => [last.SeverityRank.ToString(CultureInfo.InvariantCulture), ListFrame.Part(last.CreatedAt), last.Tenant, last.AlertId];
}
