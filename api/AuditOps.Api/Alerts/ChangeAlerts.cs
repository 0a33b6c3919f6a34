using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
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
        .WithDescription("First with preview, which names the alerts and their number; then without, for a filter with that number as expect. Each alert is changed at the revision it has when the request comes; one that changes meanwhile is left and named. At most 500 alerts.")
        .Accepts<BulkChange>("application/json")
        .Produces<BulkResult>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync(HttpContext http, ListAlertsValidator validator, ClickHouseClient warehouse, CommandGate gate)
    {
        var (body, problem) = await RequestBody.ReadAsync<BulkChange>(http);
        if (body is null) return problem!;
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, [], errors);
        CommandIds.Check(http, errors);
        var filter = FilterOf(body, caller, validator, errors);
        if (errors.Any) return errors.ToProblem();
        if (body.Filter?.Tenant is { } tenant && !caller.MaySee(tenant)) return Problem.TenantForbidden();
        if (body.Action?.AsCommand() is not { } action)
            return AlertChanges.Unprocessable("action", "Must have exactly one of status (with verdict and reason where it needs them), assignee and text.");

        var rows = await new AlertPageQuery(filter!, null, Most + 1).RunAsync(warehouse, http.RequestAborted);
        if (rows.Count > Most) return AlertChanges.Unprocessable("filter", $"Finds more than {Most} alerts; narrow it.");
        var missing = body.Ids is null ? [] : body.Ids.Except(rows.Select(row => row.AlertId), StringComparer.Ordinal).ToList();
        if (body.Preview)
            return TypedResults.Ok(new BulkResult { Preview = true, Matched = rows.Count, NotFound = missing, Items = [.. rows.Select(AlertMapping.Item)] });
        if (body.Filter is not null && body.Expect != rows.Count)
            return Problem.Of(409, "selection_changed", "The filter finds other alerts than expected", "Look at the preview again and send its count as expect.", ("matched", rows.Count));
        if (!gate.IsOpen) return CommandAnswers.Unavailable(http);
        try
        {
            return TypedResults.Ok(await ChangeAsync(http, gate, rows, missing, action));
        }
        catch (CommandChannelException)
        {
            return CommandAnswers.Unavailable(http);
        }
    }

    private static async Task<BulkResult> ChangeAsync(HttpContext http, CommandGate gate, IReadOnlyList<AlertRow> rows, List<string> missing, (string Kind, AlertBody Body) action)
    {
        var bytes = AlertChanges.Bytes(action.Body);
        // A repeat under an idempotency key finds other revisions, so there the commands are for any.
        var isRepeatable = http.Request.Headers.ContainsKey(CommandIds.Header);
        var answers = await Task.WhenAll(rows.Select(row => gate.AskAsync(http, action.Kind, row.Tenant, row.AlertId, isRepeatable ? -1 : row.Revision, bytes)));
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
            case { Ids: { } ids, Filter: null }:
                if (ids.Count is 0 or > Most || ids.Any(id => id is not { Length: > 0 and <= 64 })) errors.Add("ids", $"Must be 1 to {Most} alert ids.");
                return new AlertFilter { Tenants = caller.Scope(null), Ids = ids, WithHistorical = true, WithTesting = true };
            case { Ids: null, Filter: { } filter }:
                if (filter == new BulkFilter { Historical = filter.Historical, Testing = filter.Testing }) errors.Add("filter", "Must name something: a change of all alerts is not meant.");
                var parameters = filter.AsParameters();
                errors.Add(validator.Validate(parameters));
                return errors.Any ? null : parameters.Filter(caller);
            default:
                errors.Add("ids", "Give either ids or a filter.");
                return null;
        }
    }
}
