using System.ComponentModel;
using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Schemas.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Rules;

/// <summary><c>DELETE /api/v1/rules/{id}</c>: the rule goes, or a shipped one becomes again what it was.</summary>
internal static class DeleteRule
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/rules/{id}", HandleAsync)
        .WithName("DeleteRule")
        .WithTags("rules")
        .WithSummary("Remove a rule, or a change of a shipped one")
        .WithDescription("Its versions stay to be read. 404 when nobody wrote or changed a rule of this id, or when that is removed already.")
        .Produces<CommandAnswer>().Produces<CommandAnswer>(202)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);

    private static async Task<IResult> HandleAsync(
        [Description("The rule's id.")] string id,
        [FromQuery(Name = "tenant"), Description("Whose rule; _ for that of all tenants.")] string? tenant,
        [FromQuery(Name = "expect_revision"), Description("Revision that is meant; without it whatever it is.")] string? revision,
        HttpContext http,
        CommandGate gate)
    {
        var caller = Caller.Of(http);
        var owner = tenant ?? RuleTarget.DefaultOwner(caller);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant", "expect_revision"], errors);
        CommandIds.Check(http, errors);
        RuleTarget.Check(id, tenant, errors);
        var meant = -1L;
        if (revision is not null && !long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out meant)) errors.Add("expect_revision", "Must be a revision: 1 or more.");
        if (owner is null) errors.Add("tenant", "Must say whose rule it is: the API key is good for several tenants.");
        if (errors.Any) return errors.ToProblem();
        return RuleTarget.MayChange(caller, owner!)
            ? await RuleTarget.AskAsync(http, gate, CommandKinds.DeleteRule, owner!, id, meant, [])
            : Problem.TenantForbidden();
    }
}
