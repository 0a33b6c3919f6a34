using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Alerts;

/// <summary><c>GET /api/v1/alerts/summary</c>: counts, without alerts of imports and of rules in testing.</summary>
internal static class GetAlertSummary
{
    private const int MostTop = 10;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/alerts/summary", HandleAsync)
        .WithName("GetAlertSummary")
        .WithTags("alerts")
        .WithSummary("Count alerts by status and severity")
        .Produces<AlertSummary>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")] string? tenant, HttpContext http, ClickHouseClient warehouse)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant"], errors);
        TenantParameter.Check(tenant, errors);
        if (TenantParameter.Refusal(caller, tenant, errors) is { } refusal) return refusal;

        var all = new AlertFilter { Tenants = caller.Scope(tenant) };
        var unfinished = all with { Statuses = AlertWords.Unfinished };
        var counts = await new AlertCountsQuery(all).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new AlertSummary
        {
            Open = Sum("open"),
            Acknowledged = Sum("acknowledged"),
            Resolved = Sum("resolved"),
            FalsePositive = Sum("false_positive"),
            ByStatusAndSeverity = counts,
            TopRules = await new AlertTopQuery(unfinished, Actors: false, MostTop).RunAsync(warehouse, http.RequestAborted),
            TopActors = await new AlertTopQuery(unfinished, Actors: true, MostTop).RunAsync(warehouse, http.RequestAborted),
        });

        long Sum(string status) => counts.Where(count => count.Status == status).Sum(count => count.Alerts);
    }
}
