using AuditOps.Api.Alerts;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Engines.Catalogue;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Api.Rules;

/// <summary><c>POST /api/v1/rules</c>: a new rule; its id stands in its text.</summary>
internal static class CreateRule
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/rules", HandleAsync)
        .WithName("CreateRule")
        .WithTags("rules")
        .WithSummary("Write a new rule")
        .WithDescription("The id is the one in the text. A new rule is a draft or in testing; 409 when the tenant has a rule of this id, or has changed that of all.")
        .Accepts<RuleChange>("application/json")
        .Produces<CommandAnswer>().Produces<CommandAnswer>(202)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> HandleAsync(HttpContext http, CommandGate gate)
    {
        var (body, problem) = await RequestBody.ReadAsync<RuleChange>(http);
        if (body is null) return problem!;
        var caller = Caller.Of(http);
        var owner = body.Tenant ?? RuleTarget.DefaultOwner(caller);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, [], errors);
        CommandIds.Check(http, errors);
        RuleTarget.Check(null, body.Tenant, errors);
        if (owner is null) errors.Add("tenant", "Must say whose rule it is: the API key is good for several tenants.");
        if (body.Revision is not null) errors.Add("revision", "A new rule has none.");
        if (errors.Any) return errors.ToProblem();
        if (!RuleTarget.MayChange(caller, owner!)) return Problem.TenantForbidden();

        if (body.Status is not (null or "draft" or "testing")) return AlertChanges.Unprocessable("status", "A new rule is a draft or in testing.");
        // Whether the rules exist that a correlation names is decided where all rules are known: with the command.
        var read = RuleVerdict.Of(body.Yaml ?? "");
        if (read.Faults.Count > 0 && !read.DependsOnOthers) return AlertChanges.Unprocessable("yaml", string.Join(' ', read.Faults));
        if (read.Id is null) return AlertChanges.Unprocessable("yaml", "The rule needs an id, best a UUID.");
        if (RuleTarget.IdFault(read.Id) is { } fault) return AlertChanges.Unprocessable("yaml", $"The rule's id: {fault}");
        return await RuleTarget.AskAsync(http, gate, CommandKinds.SaveRule, owner!, read.Id, 0, RuleTarget.Body(body.Yaml, body.Status ?? "draft", body.Note));
    }
}
