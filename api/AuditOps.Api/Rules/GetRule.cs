using System.ComponentModel;
using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Engines.Catalogue;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Rules;

/// <summary><c>GET /api/v1/rules/{id}</c>: a rule with its text and who made which version.</summary>
internal static class GetRule
{
    private const int MostVersions = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/rules/{id}", HandleAsync)
        .WithName("GetRule")
        .WithTags("rules")
        .WithSummary("Get a rule with its text and versions")
        .Produces<RuleDetail>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(
        [Description("The rule's id.")] string id,
        [FromQuery(Name = "tenant"), Description("Whose rule; _ for that of all tenants. Without it: the tenant's own of a key for one tenant, else that of all.")] string? tenant,
        [FromQuery(Name = "version"), Description("A revision from versions; without it the newest.")] string? version,
        HttpContext http,
        ClickHouseClient warehouse)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant", "version"], errors);
        RuleTarget.Check(id, tenant, errors);
        var wanted = 0L;
        if (version is not null && !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out wanted)) errors.Add("version", "Must be a revision: 1 or more.");
        if (errors.Any) return errors.ToProblem();
        if (tenant is not null && !RuleTarget.MaySee(caller, tenant)) return Problem.TenantForbidden();

        foreach (var owner in tenant is not null ? [tenant] : (IEnumerable<string>)[.. caller.Tenants ?? [], RuleTarget.Everybody])
        {
            var rows = await new RuleVersionsQuery(id, owner, MostVersions).RunAsync(warehouse, http.RequestAborted);
            // With the change removed, what holds is the shipped rule; its versions stay to be read one by one.
            if (version is null && owner == RuleTarget.Everybody && (rows.Count == 0 || rows[0].Yaml.Length == 0) && Shipped(id) is { } unit)
            {
                var item = await new RuleTexts(warehouse).ItemAsync(unit, http.RequestAborted);
                return TypedResults.Ok(new RuleDetail(item with { Revision = rows.Count == 0 ? 0 : rows[0].Revision }, unit.Text, Versions(rows)));
            }

            if (rows.FirstOrDefault(row => version is null || row.Revision == wanted) is not { } shown) continue;
            return TypedResults.Ok(new RuleDetail(await new RuleTexts(warehouse).ItemAsync(shown, http.RequestAborted), shown.Yaml, Versions(rows)));
        }

        return Problem.NotFound("No rule with this id and version is visible to this API key.");
    }

    private static RuleUnit? Shipped(string id) => ShippedRules.All.FirstOrDefault(unit => string.Equals(unit.Id, id, StringComparison.OrdinalIgnoreCase));

    private static List<RuleVersion> Versions(IReadOnlyList<RuleRow> rows) =>
        [.. rows.Select(row => new RuleVersion(row.Revision, row.Status, row.Yaml.Length == 0, row.ChangedBy, row.ChangedAt, row.Note.Length == 0 ? null : row.Note))];
}
