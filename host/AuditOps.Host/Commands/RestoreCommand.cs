using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AuditOps.Host.Backup;

namespace AuditOps.Host.Commands;

internal static class RestoreCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "File or folder that auditops backup made.", Required = true };
        var data = CommonOptions.Data("auditops up, to be made");
        var force = new Option<bool>("--force") { Description = "Replace what the folder holds." };
        var json = CommonOptions.Json();
        var command = new Command(
            "restore",
            "Make a data folder from a backup. Every file is checked against the manifest before the folder is touched; a damaged backup changes nothing.\nExample: auditops restore --from auditops-2026-01-31.tar --data ./data")
        {
            from, data, force, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetValue(data)!));
            var reader = new BackupReader(Path.GetFullPath(parsed.GetValue(from)!), folder, parsed.GetValue(force), TimeProvider.System);
            var result = await Task.Run(() => reader.Run(cancel), CancellationToken.None);
            await Console.Out.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { data = folder, files = result.Files, bytes = result.Bytes, seconds = Math.Round(result.Seconds, 3) })
                : string.Create(CultureInfo.InvariantCulture, $"{folder}: {result.Files} files, {result.Bytes / 1048576.0:0.0} MiB in {result.Seconds:0.0} s. Start it with auditops up --data {folder}"));
            return ExitCode.Done;
        });
        return command;
    }
}
