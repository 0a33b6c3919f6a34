using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Entities;

/// <summary><c>GET /api/v1/entities/{actor}</c>: what the alerts of an actor add up to.</summary>
internal static class GetEntity
{
    private const int MaxActor = 1_024;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/entities/{actor}", HandleAsync)
        .WithName("GetEntity")
        .WithTags("entities")
        .WithSummary("Get the risk of an actor")
        .WithDescription("One item for each tenant in which the actor has alerts of the last days that count, highest risk first. Alerts of imports, of rules in testing and false positives do not count.")
        .Produces<Page<EntityItem>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [Description("Key of the actor, for example ann@contoso.com.")] string actor,
        [FromQuery(Name = "tenant"), Description("Tenant key. Without it: every tenant the API key may see.")] string? tenant,
        HttpContext http,
        EntityRisks risks)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant"], errors);
        if (actor.Length > MaxActor) errors.Add("actor", $"Must have 1 to {MaxActor} characters.");
        TenantParameter.Check(tenant, errors);
        if (TenantParameter.Refusal(caller, tenant, errors) is { } refusal) return refusal;

        var rows = await risks.OfAsync(actor, caller.Scope(tenant), http.RequestAborted);
        return TypedResults.Ok(new Page<EntityItem>
        {
            Items = rows.Select(row => new EntityItem
            {
                Tenant = row.Tenant,
                Actor = actor.ToLowerInvariant(),
                EntityRisk = Math.Round(row.Risk, 1),
                Alerts = row.Alerts,
                Unfinished = row.Unfinished,
                LastSeen = row.LastSeen,
                Href = $"/api/v1/alerts?tenant={row.Tenant}&actor={Uri.EscapeDataString(actor)}",
            }).ToList(),
            NextCursor = null,
        });
    }
}
