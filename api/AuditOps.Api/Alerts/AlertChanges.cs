using System.Text.Json;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Alerts;

/// <summary>What the changes of one alert have in common: whose alert it is, the command, the answer.</summary>
internal static class AlertChanges
{
    /// <summary>The kind of command that brings an alert to a status; null for an unknown status.</summary>
    public static string? KindOf(string? status) => status switch
    {
        "open" => CommandKinds.Reopen,
        "acknowledged" => CommandKinds.Acknowledge,
        "resolved" => CommandKinds.Resolve,
        "false_positive" => CommandKinds.FalsePositive,
        _ => null,
    };

    public static byte[] Bytes(AlertBody body) => JsonSerializer.SerializeToUtf8Bytes(body);

    public static IResult Unprocessable(string parameter, string reason) =>
        Problem.Of(422, CommandCodes.InvalidBody, "That cannot be done", reason, ("errors", new Dictionary<string, string[]> { [parameter] = [reason] }));

    public static async Task<IResult> ApplyAsync(HttpContext http, ClickHouseClient warehouse, CommandGate gate, string id, string? tenant, string kind, long? revision, AlertBody body)
    {
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        AlertTarget.Check(http, id, tenant, errors);
        CommandIds.Check(http, errors);
        if (revision < 0) errors.Add("revision", "Must be a revision: 1 or more.");
        if (errors.Any) return errors.ToProblem();
        if (AlertTarget.Forbidden(caller, tenant) is { } forbidden) return forbidden;
        if (!gate.IsOpen) return CommandAnswers.Unavailable(http);
        if (await OwnerAsync(http, warehouse, caller, id, tenant) is not { } owner) return AlertTarget.NotFound();
        try
        {
            var (command, verdict) = await gate.AskAsync(http, kind, owner, id, revision ?? -1, Bytes(body));
            return CommandAnswers.Result(command, verdict);
        }
        catch (CommandChannelException)
        {
            return CommandAnswers.Unavailable(http);
        }
    }

    /// <summary>The tenant whose alert this is, among those of the caller.</summary>
    private static async Task<string?> OwnerAsync(HttpContext http, ClickHouseClient warehouse, Caller caller, string id, string? tenant)
    {
        if (caller.Scope(tenant) is { Count: 1 } one) return one.First();
        var filter = new AlertFilter { Tenants = caller.Scope(tenant), Ids = [id], WithHistorical = true, WithTesting = true };
        var rows = await new AlertPageQuery(filter, null, 1).RunAsync(warehouse, http.RequestAborted);
        return rows.Count == 0 ? null : rows[0].Tenant;
    }
}
