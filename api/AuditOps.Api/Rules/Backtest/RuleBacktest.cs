using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Sql;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Rules.Backtest;

/// <summary>
/// Tries a rule on stored events. The rule becomes a condition over the table; where that says exactly what the rule says, the database counts, else the rule engine decides
/// on the rows that pass. Correlations are always decided by the engine, in event time.
/// </summary>
public static class RuleBacktest
{
    internal const int Actors = 10;

    /// <param name="client">Where the events are.</param>
    /// <param name="rules">The rule and all it is built from, as of <see cref="SigmaRules.Only"/>.</param>
    /// <param name="ruleId">Its id.</param>
    /// <param name="scope">Over what.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Task<BacktestReport> RunAsync(ClickHouseClient client, SigmaRules rules, string ruleId, BacktestScope scope, CancellationToken cancellation) =>
        RunAsync(client, rules, ruleId, scope, mayCount: true, cancellation);

    /// <param name="mayCount">False: the engine decides even where SQL could.</param>
    internal static async Task<BacktestReport> RunAsync(ClickHouseClient client, SigmaRules rules, string ruleId, BacktestScope scope, bool mayCount, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(scope);
        var condition = SqlCompiler.Compile(rules.Rules, FieldMap.BuiltIn);
        var hunt = new HuntScope(scope.Tenants, scope.From, scope.To, condition.Text, condition.Parameters);
        var metadata = rules.Rules.Select(rule => rule.Metadata).Concat(rules.Correlations.Select(correlation => correlation.Metadata))
            .First(rule => string.Equals(rule.Id, ruleId, StringComparison.OrdinalIgnoreCase));
        // What is held back depends on what came before, which counting cannot say.
        return mayCount && condition.IsExact && rules.Correlations.Count == 0 && metadata.Extras is { Suppress: null, GroupBy: [] or ["actor.key"] }
            ? await CountAsync(client, metadata, hunt, cancellation)
            : await new EngineBacktest(rules, metadata, scope).RunAsync(client, hunt, cancellation);
    }

    private static async Task<BacktestReport> CountAsync(ClickHouseClient client, RuleMetadata metadata, HuntScope hunt, CancellationToken cancellation)
    {
        var (days, top, alerts) = await new HuntCountsQuery(hunt, metadata.Extras.Dedupe ?? RuleUse.DefaultWindow, Actors).RunAsync(client, cancellation);
        var hits = days.Sum(day => day.Hits);
        return new BacktestReport
        {
            RuleId = metadata.Id,
            Title = metadata.Title,
            From = hunt.From,
            To = hunt.To,
            DecidedBy = "sql",
            Candidates = hits,
            Hits = hits,
            Alerts = alerts,
            AlertsPerDay = alerts / Math.Max(1, (hunt.To - hunt.From).TotalDays),
            HitsPerDay = [.. days.Select(day => new BacktestCount(day.Name, day.Hits))],
            TopActors = [.. top.Select(actor => new BacktestCount(actor.Name, actor.Hits))],
            Truncated = false,
        };
    }
}
