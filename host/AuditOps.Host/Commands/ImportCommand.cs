using System.CommandLine;
using System.Text.Json;
using AuditOps.Collectors;
using AuditOps.Collectors.Import;
using AuditOps.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Commands;

internal static class ImportCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Files to read; - is standard input. Plain or gzip; NDJSON, JSON, Purview or Log Analytics CSV.", Arity = ArgumentArity.ZeroOrMore };
        var tenant = new Option<string?>("--tenant") { Description = "Tenant the records belong to: lower-case letters, digits and hyphens." };
        var source = new Option<string>("--source") { Description = "Logical source of all records, or auto: recognised record by record.", DefaultValueFactory = _ => ImportOptions.AutoSource };
        var kafka = CommonOptions.Kafka();
        var wait = new Option<bool>("--wait") { Description = "Return only when the records can be queried, and say how many: stored = distinct events of this run that can be queried now, known = those of them that an earlier import had brought unchanged (nothing is waited for there)." };
        var waitTimeout = new Option<int>("--wait-timeout") { Description = "Longest wait in seconds.", DefaultValueFactory = _ => 600 };
        var run = new Option<string?>("--run") { Description = "Name of the run. A run that was interrupted goes on when it is named again." };
        var runs = new Option<bool>("--runs") { Description = "Show earlier runs instead of importing." };
        var rejected = new Option<string>("--rejected") { Description = "Folder that keeps records too large to go on.", DefaultValueFactory = _ => Path.Combine("data", "rejected") };
        var json = CommonOptions.Json();
        var command = new Command("import", "Publish records from files, each chunk of 5,000 in one Kafka transaction with its checkpoint: a run that is killed and named again loses nothing and publishes nothing twice.\nExample: auditops import audit.ndjson.gz --tenant contoso --wait")
        {
            files, tenant, source, kafka, wait, waitTimeout, run, runs, rejected, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var clients = Connections.Kafka(parsed.GetValue(kafka)!);
            if (parsed.GetValue(runs)) return await ShowRunsAsync(clients, parsed.GetValue(json), cancel);
            if (parsed.GetValue(files) is not { Length: > 0 } inputs) throw new HostException("name at least one file to import, or - for standard input.");
            if (parsed.GetValue(tenant) is not { } name) throw new HostException("say whose records these are with --tenant NAME.");
            var options = new ImportOptions
            {
                Files = inputs,
                Tenant = name,
                Source = parsed.GetValue(source)!,
                Kafka = clients,
                Wait = parsed.GetValue(wait),
                WaitTimeout = TimeSpan.FromSeconds(parsed.GetValue(waitTimeout)),
                RunId = parsed.GetValue(run) ?? ImportRun.NewRunId(TimeProvider.System),
                RejectedDirectory = parsed.GetValue(rejected),
            };
            return await ImportAsync(options, parsed.GetValue(json), cancel);
        });
        return command;
    }

    private static async Task<int> ImportAsync(ImportOptions options, bool json, CancellationToken cancel)
    {
        using var progress = ImportProgressBar.Create();
        ImportReport report;
        try
        {
            report = await ImportRun.RunAsync(options, progress, TimeProvider.System, NullLoggerFactory.Instance, cancel);
        }
        catch (CollectorsException exception) when (exception.Code is CollectorsErrorCode.BadOptions or CollectorsErrorCode.RunElsewhere)
        {
            throw new HostException(exception.Message, exception);
        }
        catch (CollectorsException exception)
        {
            progress?.Clear();
            await Console.Error.WriteLineAsync($"auditops: {exception.Message} Go on later with --run {options.RunId}.");
            return ExitCode.Failed;
        }

        progress?.Clear();
        if (json) await Console.Out.WriteLineAsync(ToJson(report));
        else await WriteTextAsync(report);
        return await VerdictAsync(report);
    }

    private static async Task<int> VerdictAsync(ImportReport report)
    {
        if (report.Status == ImportStatus.Interrupted)
        {
            await Console.Error.WriteLineAsync($"auditops: interrupted; go on with the same command and --run {report.RunId}.");
            return ExitCode.Failed;
        }

        foreach (var file in report.Files.Where(file => file.Message is not null)) await Console.Error.WriteLineAsync($"auditops: {file.Name}: {file.Message}.".Replace("..", ".", StringComparison.Ordinal));
        if (report.Total.Published + report.Total.Duplicates == 0)
        {
            await Console.Error.WriteLineAsync("auditops: no record could be read.");
            return ExitCode.Unusable;
        }

        // What was read is published, but not all of it was read: scripts must not take that for done.
        if (report.WaitFailure is null) return report.Files.Any(file => file.IsCutShort) ? ExitCode.Failed : ExitCode.Done;
        await Console.Error.WriteLineAsync($"auditops: {report.WaitFailure}");
        return ExitCode.Failed;
    }

    private static async Task WriteTextAsync(ImportReport report)
    {
        await Console.Out.WriteLineAsync($"{"source",-16} {"read",10} {"published",10} {"duplicates",10} {"dead",10}");
        foreach (var (source, counts) in report.Sources) await Console.Out.WriteLineAsync(Row(source, counts));
        if (report.Sources.Count != 1) await Console.Out.WriteLineAsync(Row("all", report.Total));
        if (report.Stored is { } stored) await Console.Out.WriteLineAsync($"{stored} events of this run can be queried{(report.Known > 0 ? $", {report.Known} of them were known before" : "")}.");
        await Console.Out.WriteLineAsync($"run {report.RunId}");
    }

    private static string Row(string name, ImportCounts counts) => $"{name,-16} {counts.Read,10} {counts.Published,10} {counts.Duplicates,10} {counts.DeadLettered,10}";

    private static string ToJson(ImportReport report) => JsonSerializer.Serialize(
        new
        {
            report.RunId,
            Status = report.Status.ToString().ToLowerInvariant(),
            report.Total.Read,
            report.Total.Published,
            report.Total.Duplicates,
            report.Total.DeadLettered,
            report.Stored,
            report.Known,
            Sources = report.Sources.Select(pair => new { Source = pair.Key, pair.Value.Read, pair.Value.Published, pair.Value.Duplicates, pair.Value.DeadLettered }),
            Files = report.Files.Select(file => new { file.Name, file.Read, file.Message }),
        },
        Json);

    private static async Task<int> ShowRunsAsync(KafkaOptions kafka, bool json, CancellationToken cancel)
    {
        foreach (var run in await ImportHistory.ListAsync(kafka, NullLoggerFactory.Instance, cancel))
        {
            var read = run.Sources.Values.Sum(counts => counts.Read);
            await Console.Out.WriteLineAsync(json ? JsonSerializer.Serialize(run) : $"{run.Started:yyyy-MM-dd HH:mm:ss}  {run.Status,-11}  {read,10} read  {run.Tenant}  {run.RunId}  {string.Join(' ', run.Files)}");
        }

        return ExitCode.Done;
    }
}
