using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Deliveries;

/// <summary><c>POST /api/v1/deliveries/{id}/redeliver</c>: the same once more, under the same id.</summary>
internal static class Redeliver
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/deliveries/{id}/redeliver", HandleAsync)
        .WithName("Redeliver")
        .WithTags("notifications")
        .WithSummary("Send a notification once more that is delivered or dead")
        .WithDescription("It keeps its id and says what it said then. 409 while it is still being tried, or when what it said is no longer known.")
        .Produces<DeliveryPlanned>(202)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync([Description("The notification's id.")] string id, HttpContext http, ClickHouseClient warehouse, CommandChannel channel, TimeProvider time)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, [], errors);
        if (errors.Any) return errors.ToProblem();
        var rows = await new DeliveryListQuery(caller.Tenants, null, null, null, id, null, 1).RunAsync(warehouse, http.RequestAborted);
        if (rows.Count == 0) return Problem.NotFound("There is no notification of this id that the API key may see.");
        var row = rows[0];
        if (row.State is not ("delivered" or "dead"))
            return Problem.Of(409, "delivery_unfinished", "The notification is still being tried", "It can be asked for again when it is delivered or dead.");
        var payload = await new DeliveryPayloadQuery(row.Tenant, row.DeliveryId).RunAsync(warehouse, http.RequestAborted);
        if (payload is null || !Enum.TryParse<AlertSeverity>(row.Severity, ignoreCase: true, out var severity))
            return Problem.Of(409, "payload_unknown", "What the notification said is not known", "Notifications about single events cannot be sent again from here.");
        var now = time.GetUtcNow();
        return await DeliveryPlans.SendAsync(http, channel, new Delivery
        {
            Tenant = row.Tenant,
            DeliveryId = row.DeliveryId,
            Target = row.Target,
            State = DeliveryState.Planned,
            Trigger = row.Trigger,
            AlertId = row.AlertId,
            Revision = row.Revision,
            RuleId = row.RuleId,
            Severity = severity,
            Round = Math.Max(row.Round + 1, now.ToUnixTimeMilliseconds()),
            At = now,
            PlannedAt = now,
            By = caller.Name,
            Payload = payload,
        });
    }
}
