using System.CommandLine;
using System.Text.Json;
using AuditOps.Host.Rules;

namespace AuditOps.Host.Commands;

/// <summary>Asks rules about records of a file and prints on which lines each matched. Its JSON is relied on by scripts.</summary>
internal static class RulesTestCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--rules") { Description = "Folder of rules, or one file.", Required = true };
        var events = new Option<string>("--events") { Description = "File of records, one JSON object a line.", Required = true };
        var route = new Option<bool>("--route") { Description = "Ask only the rules whose log source fits the record; otherwise all are asked." };
        var watchlists = RulesCommand.Watchlists();
        var json = CommonOptions.Json();
        var command = new Command("test", "Ask rules about records and tell on which lines each matches.\nExample: auditops rules test --rules processors/rules --events records.ndjson --json") { folder, events, route, watchlists, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var rules = RuleFolder.Load(parsed.GetValue(folder)!, parsed.GetValue(watchlists));
            var run = new RuleTestRun(rules, parsed.GetValue(route));
            await Task.Run(() => run.Run(parsed.GetValue(events)!, cancel), cancel);
            foreach (var line in run.Unreadable) await Console.Error.WriteLineAsync($"auditops: line {line} is no JSON object.");
            if (parsed.GetValue(json))
            {
                var loaded = rules.Rules.Select(rule => new { id = rule.Metadata.Id, matched = run.Matches[rule.Metadata.Id].Count, lines = run.Matches[rule.Metadata.Id], refused = (string?)null });
                var refused = rules.Refused.Select(refused => new { id = refused.Rule ?? refused.File, matched = 0, lines = new List<int>(), refused = (string?)refused.ToString() });
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new
                {
                    rules = loaded.Concat(refused),
                    correlations = run.Correlated.Select(found => new { id = found.RuleId, first_seen = found.FirstSeen, last_seen = found.LastSeen, count = found.Count, group = found.Group.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal) }),
                }));
            }
            else
            {
                foreach (var rule in rules.Rules.Where(rule => run.Matches[rule.Metadata.Id].Count > 0))
                    await Console.Out.WriteLineAsync($"{run.Matches[rule.Metadata.Id].Count,7}  {rule.Metadata.Id}  {rule.Metadata.Title}");
                foreach (var found in run.Correlated)
                    await Console.Out.WriteLineAsync($"  alert  {found.RuleId}  {found.Title}: {found.Count} events, {string.Join(", ", found.Group.Select(value => $"{value.Name} {value.Value}"))}");
                foreach (var refused in rules.Refused) await Console.Out.WriteLineAsync($"refused  {refused}");
                await Console.Out.WriteLineAsync($"{rules.Rules.Count} rules, {rules.Refused.Count} refused; {run.Records} records");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
