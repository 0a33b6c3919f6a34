using System.ComponentModel;
using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Commands;

/// <summary><c>GET /api/v1/commands/{id}</c>: the verdict that did not come in time.</summary>
internal static class GetCommand
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/commands/{id}", HandleAsync)
        .WithName("GetCommand")
        .WithTags("commands")
        .WithSummary("Get the outcome of a change")
        .WithDescription("For changes that were answered 202. Outcomes are known for about ten minutes.")
        .Produces<CommandAnswer>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        [Description("command_id of the answer.")] string id,
        [FromQuery(Name = "tenant"), Description("Tenant of the answer; _ for what belongs to all of them.")] string? tenant,
        HttpContext http,
        VerdictBoard board)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, ["tenant"], errors);
        if (tenant is not { Length: > 0 and <= 63 }) errors.Add("tenant", "Must be the tenant of the answer.");
        if (errors.Any) return errors.ToProblem();
        if (!caller.MaySee(tenant!)) return Problem.TenantForbidden();
        return board.Find(tenant!, id) switch
        {
            null => Problem.NotFound("No command with this id is known, or its outcome is too long ago."),
            { IsCompletedSuccessfully: true } verdict => TypedResults.Ok(CommandAnswers.Of(await verdict)),
            _ => TypedResults.Ok(new CommandAnswer { CommandId = id, Tenant = tenant!, Subject = "", Outcome = "pending" }),
        };
    }
}
