using System.CommandLine;
using System.Text.Json;
using AuditOps.Host.Rules;

namespace AuditOps.Host.Commands;

/// <summary>Takes over rules of SigmaHQ or anybody else, with a report. Without a target it only reports.</summary>
internal static class RulesImportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "Folder of Sigma rules, or one file." };
        var target = new Option<string?>("--out") { Description = "Folder to write the usable files to, by the same names." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Write over files that are there with another text." };
        var api = new Option<string?>("--api") { Description = $"Address of the API to send the rules to as drafts; the key comes from {ApiCommand.KeyVariable}." };
        var tenant = new Option<string?>("--tenant") { Description = "Whose rules they become; _ for all tenants. Default: what the key is good for." };
        var watchlists = RulesCommand.Watchlists();
        var json = CommonOptions.Json();
        var command = new Command("import", "Read Sigma rules, report what is refused and which rules can never fire, and take the others over.\nExample: auditops rules import sigma/rules/cloud/azure --out my-rules") { folder, target, overwrite, api, tenant, watchlists, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = parsed.GetValue(folder)!;
            var import = new RuleImport(path, RuleFolder.Load(path, parsed.GetValue(watchlists)));
            IReadOnlyList<string> kept = parsed.GetValue(target) is { } to ? import.WriteTo(to, parsed.GetValue(overwrite)) : [];
            var rejected = parsed.GetValue(api) is { } address ? await SendAsync(import, CommonOptions.HttpAddress(address), parsed.GetValue(tenant), cancel) : [];
            if (parsed.GetValue(json)) await Console.Out.WriteLineAsync(Json(import, kept, rejected));
            else await TellAsync(import, kept, rejected);
            return rejected.Count == 0 && (import.Usable.Count > 0 || import.Rules.Refused.Count == 0) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<List<(string File, string Reason)>> SendAsync(RuleImport import, Uri api, string? tenant, CancellationToken cancel)
    {
        var key = Environment.GetEnvironmentVariable(ApiCommand.KeyVariable);
        if (string.IsNullOrEmpty(key)) throw new HostException($"Set {ApiCommand.KeyVariable} to a key of the API.");
        using var upload = new RuleUpload(api, key, tenant);
        List<(string, string)> rejected = [];
        foreach (var file in import.Usable)
        {
            if (await upload.SendAsync(file, import.Text(file), cancel) is { } reason) rejected.Add((file, reason));
        }

        return rejected;
    }

    private static string Json(RuleImport import, IReadOnlyList<string> kept, List<(string File, string Reason)> rejected) => JsonSerializer.Serialize(new
    {
        rules = import.Rules.Rules.Count,
        correlations = import.Rules.Correlations.Count,
        filters = import.Rules.Filters.Count,
        files = import.Usable.Count,
        refused = import.Rules.Refused.Select(refused => new { id = refused.Rule, file = refused.File, line = refused.Line, reason = refused.Reason }),
        never_fire = import.Never.Select(note => new { id = note.Rule, file = note.File, line = note.Line, reason = note.Reason }),
        notes = import.Notes.Select(note => new { id = note.Rule, file = note.File, line = note.Line, reason = note.Reason }),
        kept,
        rejected = rejected.Select(each => new { file = each.File, reason = each.Reason }),
    });

    private static async Task TellAsync(RuleImport import, IReadOnlyList<string> kept, List<(string File, string Reason)> rejected)
    {
        foreach (var refused in import.Rules.Refused) await Console.Out.WriteLineAsync($"refused   {refused}");
        foreach (var note in import.Notes) await Console.Out.WriteLineAsync($"note      {note}");
        foreach (var file in kept) await Console.Out.WriteLineAsync($"kept      {file}: another text is there; --overwrite replaces it");
        foreach (var (file, reason) in rejected) await Console.Out.WriteLineAsync($"rejected  {file}: {reason}");
        await Console.Out.WriteLineAsync($"{import.Rules.Rules.Count} rules, {import.Rules.Correlations.Count} correlations, {import.Rules.Filters.Count} filters in {import.Usable.Count} usable files; {import.Rules.Refused.Count} refused, {import.Never.Count()} can never fire");
    }
}
