using System.CommandLine;
using System.Text.Json;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Lint;
using AuditOps.Host.Rules;

namespace AuditOps.Host.Commands;

/// <summary>Says of every rule whether it loads and whether it can ever fire. Exit code 1 when a rule is refused.</summary>
internal static class RulesLintCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "Folder of rules, or one file." };
        var watchlists = RulesCommand.Watchlists();
        var json = CommonOptions.Json();
        var command = new Command("lint", "Load rules and report what is refused, which fields no source has, and which rules can never fire.\nExample: auditops rules lint processors/rules --json") { folder, watchlists, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var rules = RuleFolder.Load(parsed.GetValue(folder)!, parsed.GetValue(watchlists));
            var notes = new RuleLinter(FieldMap.BuiltIn).Check(rules);
            if (parsed.GetValue(json))
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new
                {
                    rules = rules.Rules.Count,
                    correlations = rules.Correlations.Count,
                    filters = rules.Filters.Count,
                    refused = rules.Refused.Select(refused => new { id = refused.Rule, file = refused.File, line = refused.Line, reason = refused.Reason }),
                    notes = notes.Select(note => new { id = note.Rule, file = note.File, line = note.Line, reason = note.Reason }),
                }));
            }
            else
            {
                foreach (var refused in rules.Refused) await Console.Out.WriteLineAsync($"refused  {refused}");
                foreach (var note in notes) await Console.Out.WriteLineAsync($"note     {note}");
                await Console.Out.WriteLineAsync($"{rules.Rules.Count} rules, {rules.Correlations.Count} correlations, {rules.Filters.Count} filters; {rules.Refused.Count} refused, {notes.Count} notes");
            }

            cancel.ThrowIfCancellationRequested();
            return rules.Refused.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
