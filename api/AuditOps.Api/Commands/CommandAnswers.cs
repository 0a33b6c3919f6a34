using AuditOps.Api.Problems;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Api.Commands;

/// <summary>From verdicts to HTTP.</summary>
internal static class CommandAnswers
{
    public static CommandAnswer Of(Command command, TriageFact? verdict) => verdict is null
        ? new CommandAnswer { CommandId = command.CommandId, Tenant = command.Tenant, Subject = command.Subject, Outcome = "pending" }
        : Of(verdict);

    public static CommandAnswer Of(TriageFact verdict) => new()
    {
        CommandId = verdict.CommandId,
        Tenant = verdict.Tenant,
        Subject = verdict.Subject,
        Outcome = verdict.Accepted ? "accepted" : "rejected",
        Revision = verdict.Revision,
        Code = verdict.Code,
        Message = verdict.Message,
    };

    /// <summary>200 for done; 202 with the place of the later verdict; else the problem that the verdict names.</summary>
    public static IResult Result(Command command, TriageFact? verdict)
    {
        if (verdict is null)
            return TypedResults.Accepted($"/api/v1/commands/{command.CommandId}?tenant={Uri.EscapeDataString(command.Tenant)}", Of(command, null));
        return verdict switch
        {
            { Accepted: true } => TypedResults.Ok(Of(verdict)),
            { Code: CommandCodes.NotFound } => Problem.NotFound(verdict.Message ?? ""),
            { Code: CommandCodes.StaleRevision } => Problem.Of(409, verdict.Code, "Somebody was faster", verdict.Message, ("revision", verdict.Revision)),
            _ => Problem.Of(422, verdict.Code ?? CommandCodes.InvalidBody, "That cannot be done", verdict.Message, ("revision", verdict.Revision)),
        };
    }

    public static IResult Unavailable(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "2";
        return Problem.Of(503, "commands_unavailable", "Nothing can be changed now", $"Kafka does not take commands. Try again shortly; with the header {CommandIds.Header} a repeat takes effect once only.");
    }
}
