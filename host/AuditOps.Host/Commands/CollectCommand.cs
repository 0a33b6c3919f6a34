using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AuditOps.Collectors;
using AuditOps.Collectors.Backfill;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Scheduling;
using AuditOps.Host.Roles;
using AuditOps.Kafka;

namespace AuditOps.Host.Commands;

internal static class CollectCommand
{
    public static Command Create()
    {
        var config = ConfigCommand.File();
        var kafka = CommonOptions.Kafka();
        var instance = new Option<string>("--instance") { Description = "Name of this process among those that share the work; another one of the same name takes over from it.", DefaultValueFactory = _ => Environment.MachineName };
        var rejected = new Option<string>("--rejected") { Description = "Folder that keeps records too large to go on.", DefaultValueFactory = _ => Path.Combine("data", "rejected") };
        var noListener = new Option<bool>("--no-listener") { Description = "Do not take notifications in this process; another one that reads the same file does." };
        var from = Time("--from", "Collect this stretch of the past once instead, through the history lane: first moment, for example 2026-11-01 or 2026-11-01T08:00Z.");
        var to = Time("--to", "First moment after the stretch. Default: now.");
        var tenant = new Option<string?>("--tenant") { Description = "With --from: only this tenant." };
        var source = new Option<string?>("--source") { Description = "With --from: only this source or feed." };
        var run = new Option<string?>("--run") { Description = "With --from: name of the run. A run that was interrupted goes on when it is named again." };
        var json = CommonOptions.Json();
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("collect", "Collect from Microsoft 365 tenants, records and cursors in one Kafka transaction; several processes share the tenants among them.\nExample: auditops collect --config collect.json\nExample: auditops collect --config collect.json --from 2026-11-01 --to 2026-11-03 --tenant contoso")
        {
            config, kafka, instance, rejected, noListener, from, to, tenant, source, run, json, readyFile,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var configuration = ConfigCommand.Load(parsed.GetValue(config)!);
            var clients = Connections.Kafka(parsed.GetValue(kafka)!);
            if (parsed.GetValue(from) is { } begin)
            {
                var options = new BackfillOptions
                {
                    Kafka = clients,
                    Configuration = configuration,
                    From = begin,
                    To = parsed.GetValue(to) ?? TimeProvider.System.GetUtcNow(),
                    RunId = parsed.GetValue(run) ?? BackfillRun.NewRunId(TimeProvider.System),
                    Tenant = parsed.GetValue(tenant),
                    Source = parsed.GetValue(source),
                    RejectedDirectory = parsed.GetValue(rejected),
                };
                return await BackfillAsync(options, parsed.GetValue(json), cancel);
            }

            if ((parsed.GetValue(tenant) ?? parsed.GetValue(source) ?? parsed.GetValue(run)) is not null || parsed.GetValue(to) is not null) throw new HostException("--to, --tenant, --source and --run go with --from.");
            var live = new CollectorOptions { Kafka = clients, Configuration = configuration, Listens = !parsed.GetValue(noListener), Shard = new ShardOptions { Instance = parsed.GetValue(instance)!, RejectedDirectory = parsed.GetValue(rejected) } };
            return await RoleRunner.RunAsync("collect", parsed.GetValue(readyFile), context => StartAsync(live, context), cancel);
        });
        return command;
    }

    private static async Task<RunningRole> StartAsync(CollectorOptions options, RoleContext context)
    {
        try
        {
            var host = await CollectorHost.StartAsync(options, context.Time, context.Loggers, context.Stop);
            return new RunningRole(host.NotificationAddress, host.Completion, () => host.DisposeAsync());
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.BadOptions)
        {
            throw new HostException(exception.Message, exception);
        }
    }

    private static async Task<int> BackfillAsync(BackfillOptions options, bool json, CancellationToken cancel)
    {
        using var loggers = HostLogging.Create();
        BackfillReport report;
        // Before the first record: who is killed cannot tell it at the end.
        await Console.Error.WriteLineAsync($"auditops: run {options.RunId}");
        try
        {
            report = await BackfillRun.RunAsync(options, TimeProvider.System, loggers, cancel);
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.BadOptions)
        {
            throw new HostException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is CollectorsException or KafkaAccessException)
        {
            await Console.Error.WriteLineAsync($"auditops: {exception.Message} Go on later with --run {options.RunId}.");
            return ExitCode.Failed;
        }

        if (json) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ConfigCommand.Json));
        else
        {
            foreach (var feed in report.Feeds)
            {
                await Console.Out.WriteLineAsync($"{feed.Tenant}  {feed.Feed,-32} {feed.Published,10} published  {(feed.Failure is null ? "complete" : "to " + feed.CoveredTo.ToString("u", CultureInfo.InvariantCulture) + ": " + feed.Failure)}{(feed.Gaps > 0 ? $", {feed.Gaps} gaps" : "")}");
                foreach (var gap in feed.Missing) await Console.Out.WriteLineAsync($"    missing {gap.From:u} to {gap.To:u}: {gap.Reason}");
            }
        }

        if (report.IsComplete && report.Feeds.All(feed => feed.Gaps == 0)) return ExitCode.Done;
        if (report.IsComplete)
        {
            await Console.Error.WriteLineAsync("auditops: read to the end, but not without gaps.");
            return ExitCode.Failed;
        }

        await Console.Error.WriteLineAsync($"auditops: not complete; go on with the same command and --run {report.RunId}.");
        return ExitCode.Failed;
    }

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
            result.AddError($"{name} must be a time such as 2026-11-01 or 2026-11-01T08:00Z.");
            return null;
        },
    };
}
