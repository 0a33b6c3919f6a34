using System.ComponentModel;
using AuditOps.Api.Http;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Deliveries;

/// <summary><c>GET /api/v1/deliveries</c>: who was told of what, newest first, as it stands now.</summary>
internal static class ListDeliveries
{
    private const int DefaultLimit = 50;
    private const int MaxText = 200;
    private static readonly string[] States = ["planned", "failed", "delivered", "dead"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/deliveries", HandleAsync)
        .WithName("ListDeliveries")
        .WithTags("notifications")
        .WithSummary("List notifications and what became of them, newest first")
        .Produces<Page<DeliveryRow>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")] string? tenant,
        [FromQuery(Name = "target"), Description("Name of a target.")] string? target,
        [FromQuery(Name = "state"), Description("planned, failed (an attempt failed, another follows), delivered or dead.")] string? state,
        [FromQuery(Name = "alert"), Description("Id of an alert.")] string? alert,
        [FromQuery(Name = "limit"), Description("Notifications in the answer, 1 to 500; default 50.")] string? limit,
        [FromQuery(Name = "cursor"), Description("next_cursor of the page before, with the same filters.")] string? cursor,
        HttpContext http,
        ClickHouseClient warehouse)
    {
        var frame = new ListFrame(http, "deliveries", tenant, limit, cursor, DefaultLimit, [("target", target), ("state", state), ("alert", alert)]);
        frame.CheckText("target", target, MaxText);
        frame.CheckText("alert", alert, MaxText);
        frame.CheckWord("state", state, States);
        if (frame.Refusal is { } refusal) return refusal;
        var after = frame.After is { } parts ? new DeliveryKey(ListFrame.TimeOf(parts[0]), parts[1], parts[2]) : null;
        var rows = await new DeliveryListQuery(frame.Tenants, target, state, alert, null, after, frame.Wanted).RunAsync(warehouse, http.RequestAborted);
        return frame.Page(rows, static last => [ListFrame.Part(last.PlannedAt), last.Tenant, last.DeliveryId]);
    }
}
