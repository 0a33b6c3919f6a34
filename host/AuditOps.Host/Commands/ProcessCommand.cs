using System.CommandLine;
using AuditOps.Host.Roles;
using AuditOps.Kafka;
using AuditOps.Processors;
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
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("process", "Run the topologies and the sinks.\nExample: auditops process --kafka 127.0.0.1:9092 --clickhouse http://127.0.0.1:8123") { kafka, clickhouse, categories, summaries, statusFile, readyFile };
        command.SetAction((parsed, cancel) =>
        {
            var options = new ProcessorOptions
            {
                Kafka = new KafkaOptions { BootstrapServers = parsed.GetValue(kafka)! },
                Warehouse = new WarehouseOptions { Address = CommonOptions.HttpAddress(parsed.GetValue(clickhouse)!) },
                CategoriesFile = parsed.GetValue(categories),
                SummariesFile = parsed.GetValue(summaries),
                StatusFile = parsed.GetValue(statusFile),
            };
            return RoleRunner.RunAsync("process", parsed.GetValue(readyFile), context => StartAsync(options, context), cancel);
        });
        return command;
    }

    private static async Task<RunningRole> StartAsync(ProcessorOptions options, RoleContext context)
    {
        var processors = await ProcessorHost.StartAsync(options, context.Time, context.Loggers, context.Stop);
        return new RunningRole("", processors.Completion, async () => await processors.DisposeAsync());
    }
}
