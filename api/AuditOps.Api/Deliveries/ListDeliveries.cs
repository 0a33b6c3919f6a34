using System.ComponentModel;
using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Deliveries;

/// <summary><c>GET /api/v1/deliveries</c>: who was told of what, newest first, as it stands now.</summary>
internal static class ListDeliveries
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;
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
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant", "target", "state", "alert", "limit", "cursor"], errors);
        var count = limit is null ? DefaultLimit : Parse.Limit(limit, MaxLimit);
        if (count is null) errors.Add("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        if (tenant is { Length: 0 or > 63 }) errors.Add("tenant", "Must be a tenant key: [a-z0-9-]{1,63}.");
        if (target is { Length: 0 or > MaxText }) errors.Add("target", "Must be the name of a target.");
        if (alert is { Length: 0 or > MaxText }) errors.Add("alert", "Must be the id of an alert.");
        if (state is not null && !States.Contains(state, StringComparer.Ordinal)) errors.Add("state", $"Must be one of {string.Join(", ", States)}.");
        var purpose = string.Join('\u001f', "deliveries", tenant, target, state, alert);
        var parts = cursor is null ? null : Cursor.Read(caller.CursorKey, purpose, cursor);
        if (cursor is not null && parts is null) errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (tenant is not null && !caller.MaySee(tenant)) return Problem.TenantForbidden();

        var after = parts is null ? null : new DeliveryKey(new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero), parts[1], parts[2]);
        var rows = await new DeliveryListQuery(caller.Scope(tenant), target, state, alert, null, after, count!.Value + 1).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new Page<DeliveryRow>
        {
            Items = rows.Take(count.Value).ToList(),
            NextCursor = rows.Count > count ? Next(rows[count.Value - 1]) : null,
        });

        string Next(DeliveryRow last) =>
            Cursor.Write(caller.CursorKey, purpose, last.PlannedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), last.Tenant, last.DeliveryId);
    }
}
