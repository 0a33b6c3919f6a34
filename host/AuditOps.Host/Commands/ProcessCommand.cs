using System.CommandLine;
using AuditOps.Host.Roles;
using AuditOps.Kafka;
using AuditOps.Processors;
using AuditOps.Processors.Cases;
using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Streams;
using AuditOps.Warehouse;

namespace AuditOps.Host.Commands;

internal static class ProcessCommand
{
    public static Command Create()
    {
        var kafka = CommonOptions.Kafka();
        var clickhouse = CommonOptions.ClickHouse();
        var categories = new Option<string?>("--categories") { Description = "YAML file of display categories; default: the shipped one." };
        var summaries = new Option<string?>("--summaries") { Description = "YAML file of summary templates; default: the shipped one." };
        var statusFile = new Option<string?>("--status-file") { Description = "Rewrite this file once a second with the status of every stage, as JSON." };
        var standard = new DedupeOptions();
        var instance = new Option<string>("--instance") { Description = "Tells processes of this role apart; must stay the same over a restart. Default: the host's name.", DefaultValueFactory = _ => Environment.MachineName };
        var state = new Option<string?>("--state") { Description = "Folder of state snapshots, which shorten a restart." };
        var guarantee = Guarantee();
        var days = new Option<double>("--dedupe-days") { Description = "How long an id is remembered, in days of collection time.", DefaultValueFactory = _ => standard.Window.TotalDays };
        var entries = new Option<int>("--dedupe-entries") { Description = "Most ids remembered; each takes about 60 bytes.", DefaultValueFactory = _ => standard.MaxEntries };
        var workers = new Option<int>("--workers") { Description = "Workers of Ingest.", DefaultValueFactory = _ => 1 };
        var notify = NotifyCommand.File();
        var risk = RiskFile.Option();
        var correlators = new Option<int>("--correlate-workers") { Description = "Workers of Correlate.", DefaultValueFactory = _ => 1 };
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("process", "Run the topologies and the sinks.\nExample: auditops process --kafka 127.0.0.1:9092 --clickhouse http://127.0.0.1:8123") { kafka, clickhouse, categories, summaries, instance, state, guarantee, days, entries, workers, correlators, notify, risk, statusFile, readyFile };
        command.SetAction((parsed, cancel) =>
        {
            var options = new ProcessorOptions
            {
                Kafka = Connections.Kafka(parsed.GetValue(kafka)!),
                Warehouse = Connections.Warehouse(parsed.GetValue(clickhouse)!),
                CategoriesFile = parsed.GetValue(categories),
                SummariesFile = parsed.GetValue(summaries),
                StatusFile = parsed.GetValue(statusFile),
                Notify = NotifyCommand.Load(parsed.GetValue(notify)),
                Cases = new CaseOptions { Risk = RiskFile.Load(parsed.GetValue(risk)) },
                Instance = parsed.GetValue(instance)!,
                StateDirectory = parsed.GetValue(state),
                Guarantee = parsed.GetValue(guarantee),
                IngestWorkers = parsed.GetValue(workers),
                CorrelateWorkers = parsed.GetValue(correlators),
                Dedupe = new DedupeOptions { Window = TimeSpan.FromDays(parsed.GetValue(days)), MaxEntries = parsed.GetValue(entries) },
            };
            return RoleRunner.RunAsync("process", parsed.GetValue(readyFile), context => StartAsync(options, context), cancel);
        });
        return command;
    }

    /// <summary>How it is written on the command line: as one speaks of it.</summary>
    public static string NameOf(ProcessingGuarantee guarantee) => guarantee == ProcessingGuarantee.ExactlyOnce ? "exactly-once" : "at-least-once";

    private static Option<ProcessingGuarantee> Guarantee() => new("--guarantee")
    {
        Description = "exactly-once or at-least-once.",
        HelpName = "GUARANTEE",
        DefaultValueFactory = _ => ProcessingGuarantee.ExactlyOnce,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            foreach (var guarantee in Enum.GetValues<ProcessingGuarantee>())
            {
                if (NameOf(guarantee) == text)
                    return guarantee;
            }

            result.AddError($"--guarantee is exactly-once or at-least-once, not '{text}'.");
            return default;
        },
    };

    private static async Task<RunningRole> StartAsync(ProcessorOptions options, RoleContext context)
    {
        var processors = await ProcessorHost.StartAsync(options, context.Time, context.Loggers, context.Stop);
        return new RunningRole("", processors.Completion, async () => await processors.DisposeAsync());
    }
}
