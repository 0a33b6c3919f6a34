using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AuditOps.Host.Tail;
using AuditOps.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Commands;

internal static class TopicsListCommand
{
    public static Command Create()
    {
        var kafka = CommonOptions.Kafka();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var command = new Command("list", "List topics: partitions and offsets in the log, markers of transactions counted with them.\nExample: auditops topics list") { kafka, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var clients = new KafkaClientFactory(Connections.Kafka(parsed.GetValue(kafka)!), NullLoggerFactory.Instance);
            foreach (var topic in await Task.Run(() => TopicSizes.Read(clients, cancel), cancel))
            {
                await Console.Out.WriteLineAsync(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { topic = topic.Name, partitions = topic.Partitions, offsets = topic.Offsets, key = topic.Spec?.Key, value = topic.Spec?.Value })
                    : string.Create(CultureInfo.InvariantCulture, $"{topic.Name,-32} {topic.Partitions,3} partitions {topic.Offsets,12} offsets   {topic.Spec?.Value ?? ""}"));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
