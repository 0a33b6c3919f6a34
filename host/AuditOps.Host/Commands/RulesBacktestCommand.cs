using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AuditOps.Api.Rules.Backtest;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Sigma;
using AuditOps.Host.Rules;
using AuditOps.Warehouse.Client;

namespace AuditOps.Host.Commands;

/// <summary>Tries a rule on stored events, straight on the database. For what a key may see: the API's address of the same name.</summary>
internal static class RulesBacktestCommand
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var rule = new Argument<string>("rule") { Description = "Id of a rule, or a file with one." };
        var folder = new Option<string?>("--rules") { Description = "Folder in which the rule of that id is. Default: the shipped rules." };
        var from = new Option<string>("--from") { Description = "First event time: 2026-01-31, or with a time (UTC).", Required = true };
        var to = new Option<string?>("--to") { Description = "End of the event times, exclusive. Default: now." };
        var tenant = new Option<string[]>("--tenant") { Description = "Only events of this tenant; may be repeated.", AllowMultipleArgumentsPerToken = false };
        var most = new Option<int>("--max-events") { Description = "Most events that the engine reads.", DefaultValueFactory = _ => BacktestScope.DefaultEvents };
        var clickHouse = CommonOptions.ClickHouse();
        var watchlists = RulesCommand.Watchlists();
        var json = CommonOptions.Json();
        var command = new Command("backtest", "Tell what a rule would have found in stored events: hits a day, actors, and how many alerts.\nExample: auditops rules backtest my-rule.yml --from 2026-01-01 --to 2026-02-01")
        {
            rule, folder, from, to, tenant, most, clickHouse, watchlists, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var (rules, id) = Find(parsed.GetValue(rule)!, parsed.GetValue(folder), parsed.GetValue(watchlists));
            var end = parsed.GetValue(to) is { } text ? Time(text) : TimeProvider.System.GetUtcNow();
            var scope = new BacktestScope(parsed.GetValue(tenant) is { Length: > 0 } tenants ? tenants : null, Time(parsed.GetValue(from)!), end, parsed.GetValue(most));
            if (scope.To <= scope.From) throw new HostException("--to must be after --from.");
            if (scope.MaxEvents is < 1 or > BacktestScope.MostEvents) throw new HostException($"--max-events must be a number from 1 to {BacktestScope.MostEvents}.");
            using var client = new ClickHouseClient(Connections.Warehouse(parsed.GetValue(clickHouse)!));
            var report = await RuleBacktest.RunAsync(client, rules, id, scope, cancel);
            if (parsed.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, Snake));
            else await TellAsync(report);
            return ExitCode.Done;
        });
        return command;
    }

    private static (SigmaRules Rules, string Id) Find(string rule, string? folder, string? watchlists)
    {
        if (File.Exists(rule))
        {
            var alone = RuleFolder.Load(rule, watchlists);
            if (alone.Refused.Count > 0) throw new HostException(string.Join('\n', alone.Refused));
            var ids = alone.Rules.Select(each => each.Metadata.Id).Concat(alone.Correlations.Select(each => each.Metadata.Id)).Where(each => !alone.IsOnlyPart(each)).ToList();
            return ids is [var only] ? (alone.Only(only), only) : throw new HostException($"'{rule}' has {ids.Count} rules that alert; name one by its id with --rules.");
        }

        var all = folder is not null ? RuleFolder.Load(folder, watchlists) : SigmaRules.Load(ShippedRules.All.Select(unit => new SigmaFile(unit.Name, unit.Text)));
        var found = all.Only(rule);
        if (found.Rules.Count > 0) return (found, rule);
        throw new HostException(all.Refused.FirstOrDefault(refused => string.Equals(refused.Rule, rule, StringComparison.OrdinalIgnoreCase)) is { } refusal ? refusal.ToString() : $"There is no file and no rule '{rule}'.");
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new HostException($"'{text}' is no time such as 2026-01-31 or 2026-01-31T12:00:00Z.");

    private static async Task TellAsync(BacktestReport report)
    {
        var output = Console.Out;
        await output.WriteLineAsync($"{report.Title} ({report.RuleId})");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.Hits} hits, {report.Alerts} alerts ({report.AlertsPerDay:0.##} a day); {report.Candidates} events passed the database, decided by {(report.DecidedBy == "sql" ? "SQL" : "the rule engine")}"));
        if (report.ReadUntil is { } until) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"only the events up to {until:yyyy-MM-ddTHH:mm:ssZ} were read; --max-events reads more"));
        foreach (var day in report.HitsPerDay) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{day.Hits,9}  {day.Name}"));
        if (report.TopActors.Count > 0) await output.WriteLineAsync("Actors:");
        foreach (var actor in report.TopActors) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{actor.Hits,9}  {actor.Name}"));
    }
}
