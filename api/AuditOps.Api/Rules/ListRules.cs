using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Engines.Catalogue;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Rules;

/// <summary><c>GET /api/v1/rules</c>: the shipped rules, and those that people wrote or changed, each in its newest version.</summary>
internal static class ListRules
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    // Above what anybody has.
    private const int MostChanged = 10_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/rules", HandleAsync)
        .WithName("ListRules")
        .WithTags("rules")
        .WithSummary("List rules")
        .WithDescription("Shipped rules, and those that people wrote or changed, each in its newest version, by tenant and id. Rules of tenant _ hold for all tenants; a tenant's own rule of the same id goes before.")
        .Produces<Page<RuleItem>>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [FromQuery(Name = "tenant"), Description("Whose rules; _ for those of all tenants. Without it: all that the API key may see.")] string? tenant,
        [FromQuery(Name = "status"), Description("draft, testing, enabled or disabled.")] string? status,
        [FromQuery(Name = "origin"), Description("shipped: only rules that nobody has changed; changed: only those that people wrote or changed.")] string? origin,
        [FromQuery(Name = "limit"), Description("Rules in the answer, 1 to 500; default 50.")] string? limit,
        [FromQuery(Name = "cursor"), Description("next_cursor of the page before, with the same filters.")] string? cursor,
        HttpContext http,
        ClickHouseClient warehouse)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant", "status", "origin", "limit", "cursor"], errors);
        RuleTarget.Check(null, tenant, errors);
        if (status is not null && !RuleTarget.Statuses.Contains(status)) errors.Add("status", $"Must be one of {string.Join(", ", RuleTarget.Statuses)}.");
        if (origin is not (null or RuleItem.Shipped or RuleItem.Changed)) errors.Add("origin", "Must be shipped or changed.");
        var count = limit is null ? DefaultLimit : Parse.Limit(limit, MaxLimit);
        if (count is null) errors.Add("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        var purpose = string.Join('\u001f', "rules", tenant, status, origin);
        var parts = cursor is null ? null : Cursor.Read(caller.CursorKey, purpose, cursor);
        if (cursor is not null && parts is null) errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
        if (errors.Any) return errors.ToProblem();
        if (tenant is not null && !RuleTarget.MaySee(caller, tenant)) return Problem.TenantForbidden();

        var after = parts is null ? ((string Tenant, string RuleId)?)null : (parts[0], parts[1]);
        var rows = origin == RuleItem.Shipped ? [] : await new RulesQuery(RuleTarget.Scope(caller, tenant), status, after, count!.Value + 1).RunAsync(warehouse, http.RequestAborted);
        var shipped = origin == RuleItem.Changed || status is not (null or "enabled") || tenant is not (null or RuleTarget.Everybody) ? [] : await ShippedAsync(warehouse, after, http.RequestAborted);
        var page = Merge(rows, shipped, count!.Value + 1);
        var texts = new RuleTexts(warehouse);
        var items = new List<RuleItem>();
        foreach (var (row, unit) in page.Take(count.Value))
            items.Add(row is not null ? await texts.ItemAsync(row, http.RequestAborted) : await texts.ItemAsync(unit!, http.RequestAborted));
        return TypedResults.Ok(new Page<RuleItem>
        {
            Items = items,
            NextCursor = page.Count > count ? Cursor.Write(caller.CursorKey, purpose, items[^1].Tenant, items[^1].RuleId) : null,
        });
    }

    /// <summary>The shipped rules behind a place in the list that nobody has replaced for all tenants, by id.</summary>
    private static async Task<List<RuleUnit>> ShippedAsync(ClickHouseClient warehouse, (string Tenant, string RuleId)? after, CancellationToken cancellation)
    {
        var order = after is null ? -1 : string.CompareOrdinal(RuleTarget.Everybody, after.Value.Tenant);
        if (after is not null && order < 0) return [];
        var changed = await new RulesQuery([RuleTarget.Everybody], null, null, MostChanged).RunAsync(warehouse, cancellation);
        var replaced = changed.Select(row => row.RuleId).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. ShippedRules.All.Where(unit => !replaced.Contains(unit.Id) && (order != 0 || string.CompareOrdinal(unit.Id, after!.Value.RuleId) > 0)).OrderBy(unit => unit.Id, StringComparer.Ordinal)];
    }

    private static List<(RuleRow? Row, RuleUnit? Shipped)> Merge(IReadOnlyList<RuleRow> rows, List<RuleUnit> shipped, int count)
    {
        var merged = new List<(RuleRow?, RuleUnit?)>(count);
        for (int i = 0, j = 0; merged.Count < count && (i < rows.Count || j < shipped.Count);)
        {
            if (j == shipped.Count || (i < rows.Count && Order(rows[i], shipped[j]) < 0))
                merged.Add((rows[i++], null));
            else
                merged.Add((null, shipped[j++]));
        }

        return merged;
    }

    private static int Order(RuleRow row, RuleUnit unit) =>
        string.CompareOrdinal(row.Tenant, RuleTarget.Everybody) is var byTenant && byTenant != 0 ? byTenant : string.CompareOrdinal(row.RuleId, unit.Id);
}
