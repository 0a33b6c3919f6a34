using System.CommandLine;
using System.Globalization;
using AuditOps.Host.Tail;

namespace AuditOps.Host.Commands;

internal static class TopicsTailCommand
{
    public static Command Create()
    {
        var topic = new Argument<string>("topic") { Description = "Name of the topic." };
        var kafka = CommonOptions.Kafka();
        var partition = new Option<int?>("--partition") { Description = "Only this partition." };
        var from = new Option<string>("--from") { Description = "beginning, end (the last --max of each partition), or an offset.", DefaultValueFactory = _ => "end" };
        var max = new Option<int?>("--max") { Description = "Records to show. Default 20; with --follow no limit." };
        var follow = new Option<bool>("--follow") { Description = "Go on as records come; Ctrl-C ends it." };
        var uncommitted = new Option<bool>("--uncommitted") { Description = "Show records of open and aborted transactions too." };
        var json = new Option<bool>("--json") { Description = "One record a line." };
        var command = new Command(
            "tail",
            "Show records of a topic as JSON: Avro values by the schemas on the schema topic, JSON as it is, anything else as base64. Committed records only.\nExample: auditops topics tail auditops.enriched.v1 --from beginning --max 3")
        {
            topic, kafka, partition, from, max, follow, uncommitted, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new TailOptions
            {
                Topic = parsed.GetValue(topic)!,
                Partition = parsed.GetValue(partition),
                From = From(parsed.GetValue(from)!),
                Max = parsed.GetValue(max) ?? (parsed.GetValue(follow) ? null : 20),
                Follow = parsed.GetValue(follow),
                Uncommitted = parsed.GetValue(uncommitted),
            };
            if (options.Max is < 1) throw new HostException("--max must be at least 1.");
            await using var session = await ClusterReading.OpenAsync(parsed.GetValue(kafka)!, cancel);
            var text = new RecordText(session.Schemas);
            var line = parsed.GetValue(json);
            await Task.Run(() => TopicTailer.Run(session.Clients, options, record => Console.Out.WriteLine(text.Write(record, indented: !line)), cancel), CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }

    private static long From(string text) => text switch
    {
        "beginning" => -2,
        "end" => -1,
        _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : throw new HostException($"'{text}' is not a place to begin: use beginning, end or an offset."),
    };
}
