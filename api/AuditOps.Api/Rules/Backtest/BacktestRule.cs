using System.ComponentModel;
using AuditOps.Api.Alerts;
using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;
using AuditOps.Engines.Sigma;
using AuditOps.Warehouse.Client;

namespace AuditOps.Api.Rules.Backtest;

/// <summary><c>POST /api/v1/rules/{id}/backtest</c>: what a rule would have found in stored events.</summary>
internal static class BacktestRule
{
    private const int MaxText = 512 * 1024;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/rules/{id}/backtest", HandleAsync)
        .WithName("BacktestRule")
        .WithTags("rules")
        .WithSummary("Try a rule on stored events")
        .WithDescription("Hits a day, actors with most hits, and how many alerts the rule would have raised. Exact: where SQL cannot say what the rule says, the rule engine decides on the rows that pass.")
        .Accepts<BacktestRequest>("application/json")
        .Produces<BacktestReport>()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503).ProducesProblem(504);

    private static async Task<IResult> HandleAsync([Description("The rule's id.")] string id, HttpContext http, ClickHouseClient warehouse, BacktestGate gate)
    {
        var (body, problem) = await RequestBody.ReadAsync<BacktestRequest>(http);
        if (body is null) return problem!;
        var caller = Caller.Of(http);
        var errors = new RequestErrors();
        StrictQuery.Check(http.Request.Query, [], errors);
        RuleTarget.Check(id, body.Tenant, errors);
        if (body.Tenant == RuleTarget.Everybody) errors.Add("tenant", "Must be a tenant key; leave it out for all.");
        if (body.From is null) errors.Add("from", "Is missing.");
        if (body.To is null) errors.Add("to", "Is missing.");
        if (body.To <= body.From) errors.Add("to", "Must be after from.");
        if (body.To - body.From > BacktestScope.Longest) errors.Add("to", $"Must be at most {BacktestScope.Longest.TotalDays:0} days after from.");
        if (body.From < DateTimeOffset.UnixEpoch || body.To?.Year > 2105) errors.Add("from", "Times lie between 1970 and 2105.");
        if (body.MaxEvents is < 1 or > BacktestScope.MostEvents) errors.Add("max_events", $"Must be 1 to {BacktestScope.MostEvents}.");
        if (body.Yaml?.Length > MaxText) errors.Add("yaml", $"Must have at most {MaxText} characters.");
        if (errors.Any) return errors.ToProblem();
        if (body.Tenant is not null && !caller.MaySee(body.Tenant)) return Problem.TenantForbidden();

        var owner = body.Tenant ?? (caller.Tenants is [var only] ? only : RuleTarget.Everybody);
        var files = await new RuleTexts(warehouse).FilesAsync(owner, id, body.Yaml, http.RequestAborted);
        var all = SigmaRules.Load(files);
        var rules = all.Only(id);
        if (rules.Rules.Count == 0)
        {
            return all.Refused.FirstOrDefault(refused => string.Equals(refused.Rule, id, StringComparison.OrdinalIgnoreCase) || refused.File == RuleTexts.Tried) is { } refusal
                ? AlertChanges.Unprocessable("yaml", $"Line {refusal.Line}: {refusal.Reason}")
                : Problem.NotFound(owner == RuleTarget.Everybody
                    ? "There is no rule of this id that holds for all tenants. A tenant's own rule is tried with the name of the tenant."
                    : "No rule with this id is visible to this API key.");
        }

        IReadOnlyCollection<string>? tenants = body.Tenant is null ? caller.Tenants : [body.Tenant];
        var scope = new BacktestScope(tenants, body.From!.Value, body.To!.Value, body.MaxEvents ?? BacktestScope.DefaultEvents);
        using var turn = await gate.EnterAsync(http.RequestAborted);
        if (turn is not null) return TypedResults.Ok(await RuleBacktest.RunAsync(warehouse, rules, id, scope, http.RequestAborted));
        http.Response.Headers.RetryAfter = "10";
        return Problem.Of(503, "busy", "Other rules are being tried", "Try again shortly.");
    }
}
