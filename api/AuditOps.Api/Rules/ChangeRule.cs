using System.ComponentModel;
using AuditOps.Api.Alerts;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Engines.Catalogue;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Api.Rules;

/// <summary><c>PUT /api/v1/rules/{id}</c>: a new version of a rule, or another status.</summary>
internal static class ChangeRule
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/rules/{id}", HandleAsync)
        .WithName("ChangeRule")
        .WithTags("rules")
        .WithSummary("Change a rule's text or status")
        .WithDescription("What is absent stays as it is. A new rule is a draft or in testing; a draft goes to testing before it is enabled. 409 with the revision it has now when somebody was faster.")
        .Accepts<RuleChange>("application/json")
        .Produces<CommandAnswer>().Produces<CommandAnswer>(202)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> HandleAsync([Description("The rule's id.")] string id, HttpContext http, CommandGate gate)
    {
        var (body, problem) = await RequestBody.ReadAsync<RuleChange>(http);
        if (body is null) return problem!;
        var caller = Caller.Of(http);
        var owner = body.Tenant ?? RuleTarget.DefaultOwner(caller);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, [], errors);
        CommandIds.Check(http, errors);
        RuleTarget.Check(id, body.Tenant, errors);
        if (owner is null) errors.Add("tenant", "Must say whose rule it is: the API key is good for several tenants.");
        if (body.Revision < 0) errors.Add("revision", "Must be a revision: 0 or more.");
        if (errors.Any) return errors.ToProblem();
        if (!RuleTarget.MayChange(caller, owner!)) return Problem.TenantForbidden();

        if (body.Status is not null && !RuleTarget.Statuses.Contains(body.Status)) return AlertChanges.Unprocessable("status", $"Must be one of {string.Join(", ", RuleTarget.Statuses)}.");
        if (body.Yaml is { } yaml)
        {
            var read = RuleVerdict.Of(yaml);
            if (read.Faults.Count > 0 && !read.DependsOnOthers) return AlertChanges.Unprocessable("yaml", string.Join(' ', read.Faults));
            if (read.Id != id) return AlertChanges.Unprocessable("yaml", "The id in the text must be that of the address.");
        }

        return await RuleTarget.AskAsync(http, gate, CommandKinds.SaveRule, owner!, id, body.Revision ?? -1, RuleTarget.Body(body.Yaml, body.Status, body.Note));
    }
}
