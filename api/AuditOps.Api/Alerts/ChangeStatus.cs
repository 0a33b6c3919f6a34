using System.ComponentModel;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Engines.Alerts;
using AuditOps.Warehouse.Client;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Alerts;

/// <summary><c>POST /api/v1/alerts/{id}/status</c>: acknowledge, close or reopen it.</summary>
internal static class ChangeStatus
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/alerts/{id}/status", HandleAsync)
        .WithName("ChangeStatus")
        .WithTags("alerts")
        .WithSummary("Acknowledge, close or reopen an alert")
        .WithDescription("Closing needs a reason, and resolved a verdict. The answer is the verdict: 200 done, 404, 409 when somebody was faster (with the revision it has now), 422 when it cannot be done; 202 with a Location when the verdict takes longer than two seconds.")
        .Accepts<StatusChange>("application/json")
        .Produces<CommandAnswer>().Produces<CommandAnswer>(202)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> HandleAsync(
        [Description("The alert's id.")] string id,
        [FromQuery(Name = "tenant"), Description("Tenant key; an alert's id is unique over all tenants, so it is never needed.")] string? tenant,
        HttpContext http,
        ClickHouseClient warehouse,
        CommandGate gate)
    {
        var (body, problem) = await RequestBody.ReadAsync<StatusChange>(http);
        if (body is null) return problem!;
        if (AlertChanges.KindOf(body.Status) is not { } kind) return AlertChanges.Unprocessable("status", $"Must be one of {string.Join(", ", AlertWords.Statuses)}.");
        return await AlertChanges.ApplyAsync(http, warehouse, gate, id, tenant, kind, body.Revision, new AlertBody { Verdict = body.Verdict, Reason = body.Reason });
    }
}
