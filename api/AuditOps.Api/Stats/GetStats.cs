using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Stats;

/// <summary><c>GET /api/v1/stats</c>: how many events each source of each tenant has.</summary>
internal static class GetStats
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/stats", HandleAsync)
        .WithName("GetStats")
        .WithTags("stats")
        .WithSummary("Count events per tenant and source")
        .Produces<EventStats>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")] string? tenant, HttpContext http, ClickHouseClient warehouse)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant"], errors);
        TenantParameter.Check(tenant, errors);
        if (TenantParameter.Refusal(caller, tenant, errors) is { } refusal) return refusal;
        var sources = await new SourceCountsQuery(caller.Scope(tenant)).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new EventStats(sources.Sum(s => s.Events), sources));
    }
}
