using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Entities;
using AuditOps.Api.Http;
using AuditOps.Engines.Alerts;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Alerts;

/// <summary><c>GET /api/v1/alerts/{id}</c>: one alert with everything.</summary>
internal static class GetAlert
{
    private const int MostPrevious = 10;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/alerts/{id}", HandleAsync)
        .WithName("GetAlert")
        .WithTags("alerts")
        .WithSummary("Get one alert with everything")
        .WithDescription("Why it was raised, its evidence with addresses of the events, what was done to it, what to do, ATT&CK, and earlier alerts of the same rule on the same group.")
        .Produces<AlertDetail>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [Description("The alert's id.")] string id,
        [FromQuery(Name = "tenant"), Description("Tenant key; an alert's id is unique over all tenants, so it is never needed.")] string? tenant,
        HttpContext http,
        ClickHouseClient warehouse,
        EntityRisks risks)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        AlertTarget.Check(http, id, tenant, errors);
        if (errors.Any) return errors.ToProblem();
        if (AlertTarget.Forbidden(caller, tenant) is { } forbidden) return forbidden;
        if (await new AlertByIdQuery(id, caller.Scope(tenant)).RunAsync(warehouse, http.RequestAborted) is not { } row) return AlertTarget.NotFound();
        var previous = await new PreviousAlertsQuery(row, MostPrevious).RunAsync(warehouse, http.RequestAborted);
        var snapshot = await SnapshotAsync(row, warehouse, http.RequestAborted);
        var risk = row.ActorKey.Length == 0 ? [] : await risks.OfAsync(row.ActorKey, [row.Tenant], http.RequestAborted);
        return TypedResults.Ok(AlertMapping.Detail(row, previous, snapshot) with { EntityRisk = row.ActorKey.Length == 0 ? null : Math.Round(risk.Count == 0 ? 0 : risk[0].Risk, 1) });
    }

    /// <summary>What the alert carries; that of a correlation carries none, and shows its first event's record as long as the table has it.</summary>
    private static async Task<byte[]> SnapshotAsync(AlertDetailRow row, ClickHouseClient warehouse, CancellationToken cancellation)
    {
        if (row.SnapshotBytes.Length > 0 || row.EvidenceIds.Length == 0) return row.SnapshotBytes;
        var raw = await new EventRawQuery(new EventKey(row.EvidenceTimes[0], row.Tenant, row.EvidenceSources[0], row.EvidenceIds[0])).RunAsync(warehouse, cancellation) ?? [];
        return raw.Length <= AlertLimits.SnapshotBytes ? raw : raw[..AlertLimits.SnapshotBytes];
    }
}
