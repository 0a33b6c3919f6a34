using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Rules;

/// <summary><c>GET /api/v1/rules</c>: the rules that people wrote or changed, each in its newest version.</summary>
internal static class ListRules
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/rules", HandleAsync)
        .WithName("ListRules")
        .WithTags("rules")
        .WithSummary("List rules")
        .WithDescription("Rules that people wrote or changed, each in its newest version, by tenant and id. Rules of tenant _ hold for all tenants; a tenant's own rule of the same id goes before.")
        .Produces<Page<RuleItem>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Whose rules; _ for those of all tenants. Without it: all that the API key may see.")] string? tenant,
        [FromQuery(Name = "status"), Description("draft, testing, enabled or disabled.")] string? status,
        [FromQuery(Name = "limit"), Description("Rules in the answer, 1 to 500; default 50.")] string? limit,
        [FromQuery(Name = "cursor"), Description("next_cursor of the page before, with the same filters.")] string? cursor,
        HttpContext http,
        ClickHouseClient warehouse)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant", "status", "limit", "cursor"], errors);
        RuleTarget.Check(null, tenant, errors);
        if (status is not null && !RuleTarget.Statuses.Contains(status)) errors.Add("status", $"Must be one of {string.Join(", ", RuleTarget.Statuses)}.");
        var count = limit is null ? DefaultLimit : Parse.Limit(limit, MaxLimit);
        if (count is null) errors.Add("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        var purpose = string.Join('\u001f', "rules", tenant, status);
        var parts = cursor is null ? null : Cursor.Read(caller.CursorKey, purpose, cursor);
        if (cursor is not null && parts is null) errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (tenant is not null && !RuleTarget.MaySee(caller, tenant)) return Problem.TenantForbidden();

        var rows = await new RulesQuery(RuleTarget.Scope(caller, tenant), status, parts is null ? null : (parts[0], parts[1]), count!.Value + 1).RunAsync(warehouse, http.RequestAborted);
        return TypedResults.Ok(new Page<RuleItem>
        {
            Items = rows.Take(count.Value).Select(RuleTexts.Item).ToList(),
            NextCursor = rows.Count > count ? Cursor.Write(caller.CursorKey, purpose, rows[count.Value - 1].Tenant, rows[count.Value - 1].RuleId) : null,
        });
    }
}
