using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AuditOps.Host.Backup;

namespace AuditOps.Host.Commands;

internal static class BackupCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data("auditops up");
        var to = new Option<string>("--to") { Description = "File that ends in .tar, or a new folder. It holds the API key: only its owner may read it.", Required = true };
        var json = CommonOptions.Json();
        var command = new Command(
            "backup",
            "Copy a data folder, stopped or running. A running one is held for a moment: the broker writes nothing while ClickHouse's files are linked, so that both are of the same moment; then the copy is made from the links. "
            + "Needs file links, so the folder must lie on one file system.\nExample: auditops backup --data ./data --to auditops-2026-01-31.tar")
        {
            data, to, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var target = Path.GetFullPath(parsed.GetValue(to)!);
            var writer = new BackupWriter(Path.GetFullPath(parsed.GetValue(data)!), TimeProvider.System, Console.IsErrorRedirected ? null : Progress);
            var result = await Task.Run(() => writer.RunAsync(() => target.EndsWith(".tar", StringComparison.Ordinal) ? new TarTarget(target) : new FolderTarget(target), cancel), CancellationToken.None);
            if (!Console.IsErrorRedirected) await Console.Error.WriteAsync("\r" + new string(' ', 40) + "\r");
            await Console.Out.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { backup = target, files = result.Files, bytes = result.Bytes, running = result.Running, held_ms = result.HeldMs, seconds = Math.Round(result.Seconds, 3) })
                : string.Create(CultureInfo.InvariantCulture, $"{target}: {result.Files} files, {result.Bytes / 1048576.0:0.0} MiB in {result.Seconds:0.0} s{(result.Running ? $"; writers waited {result.HeldMs} ms" : "")}."));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Progress(long done, long total)
    {
        if (total > 0) Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{(double)done / total,4:P0} of {total / 1048576.0:0.0} MiB "));
    }
}
