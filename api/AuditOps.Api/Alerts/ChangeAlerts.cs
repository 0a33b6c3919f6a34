using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Alerts;

/// <summary><c>POST /api/v1/alerts/bulk</c>: the same change of many alerts, with a look before.</summary>
internal static class ChangeAlerts
{
    /// <summary>Alerts that one request changes; more go in several.</summary>
    private const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/alerts/bulk", HandleAsync)
        .WithName("ChangeAlerts")
        .WithTags("alerts")
        .WithSummary("Change many alerts at once")
        .WithDescription("First with preview, which shows the alerts and answers a selection; then without, with that selection: exactly those alerts are changed, and one that somebody has done something to since is left and named. A filter alone changes nothing; ids name alerts as they are when the request comes. At most 500 alerts.")
        .Accepts<BulkChange>("application/json")
        .Produces<BulkResult>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(HttpContext http, ListAlertsValidator validator, ClickHouseClient warehouse, CommandGate gate)
    {
        var (body, problem) = await RequestBody.ReadAsync<BulkChange>(http);
        if (body is null) return problem!;
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, [], errors);
        CommandIds.Check(http, errors);
        var filter = FilterOf(body, caller, validator, errors);
        if (TenantParameter.Refusal(caller, body.Filter?.Tenant, errors) is { } refusal) return refusal;
        if (body.Action?.AsCommand() is not { } action)
            return AlertChanges.Unprocessable("action", "Must have exactly one of status (with verdict and reason where it needs them), assignee and text.");

        var rows = await new AlertPageQuery(filter!, null, Most + 1).RunAsync(warehouse, http.RequestAborted);
        if (rows.Count > Most) return AlertChanges.Unprocessable("filter", $"Finds more than {Most} alerts; narrow it.");
        var missing = (filter!.Ids ?? []).Except(rows.Select(row => row.AlertId), StringComparer.Ordinal).ToList();
        if (body.Preview)
        {
            var selection = rows.Count == 0 ? null : BulkSelection.Write(rows);
            return TypedResults.Ok(new BulkResult { Preview = true, Matched = rows.Count, NotFound = missing, Items = [.. rows.Select(AlertMapping.Item)], Selection = selection });
        }

        if (!gate.IsOpen) return CommandAnswers.Unavailable(http);
        try
        {
            return TypedResults.Ok(await ChangeAsync(http, gate, rows, body.Selection is null ? null : BulkSelection.Read(body.Selection, Most), missing, action));
        }
        catch (CommandChannelException)
        {
            return CommandAnswers.Unavailable(http);
        }
    }

    private static async Task<BulkResult> ChangeAsync(
        HttpContext http, CommandGate gate, IReadOnlyList<AlertRow> rows, IReadOnlyDictionary<string, long>? seen, List<string> missing, (string Kind, AlertBody Body) action)
    {
        var bytes = AlertChanges.Bytes(action.Body);
        // What was looked at is changed as it was then. Of bare ids a repeat under an idempotency key finds other revisions, so there the commands are for any.
        var isRepeatable = http.Request.Headers.ContainsKey(CommandIds.Header);
        var answers = await Task.WhenAll(rows.Select(row => gate.AskAsync(http, action.Kind, row.Tenant, row.AlertId, seen?[row.AlertId] ?? (isRepeatable ? -1 : row.Revision), bytes)));
        return new BulkResult
        {
            Preview = false,
            Matched = rows.Count,
            NotFound = missing,
            Accepted = answers.Count(answer => answer.Verdict is { Accepted: true }),
            Others = [.. answers.Where(answer => answer.Verdict is not { Accepted: true }).Select(answer => CommandAnswers.Of(answer.Command, answer.Verdict))],
        };
    }

    private static AlertFilter? FilterOf(BulkChange body, Caller caller, ListAlertsValidator validator, RequestErrors errors)
    {
        switch (body)
        {
            case { Selection: { } selection, Ids: null, Filter: null }:
                var seen = BulkSelection.Read(selection, Most);
                if (seen is null) errors.Add("selection", "Is not the selection of a preview.");
                return new AlertFilter { Tenants = caller.Scope(null), Ids = seen?.Keys.ToList() ?? [], WithHistorical = true, WithTesting = true };
            case { Ids: { } ids, Filter: null, Selection: null }:
                if (ids.Count is 0 or > Most || ids.Any(id => id is not { Length: > 0 and <= 64 })) errors.Add("ids", $"Must be 1 to {Most} alert ids.");
                return new AlertFilter { Tenants = caller.Scope(null), Ids = ids, WithHistorical = true, WithTesting = true };
            case { Ids: null, Filter: { } filter, Selection: null }:
                if (!body.Preview) errors.Add("filter", "Only for a preview; send the selection that the preview answers.");
                if (filter == new BulkFilter { Historical = filter.Historical, Testing = filter.Testing }) errors.Add("filter", "Must name something: a change of all alerts is not meant.");
                var parameters = filter.AsParameters();
                TenantParameter.Check(filter.Tenant, errors);
                errors.Add(validator.Validate(parameters));
                return errors.Any ? null : parameters.Filter(caller.Scope(filter.Tenant));
            default:
                errors.Add("ids", "Give one of ids, a filter and a selection.");
                return null;
        }
    }
}
