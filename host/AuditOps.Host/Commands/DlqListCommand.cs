using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AuditOps.Collectors.DeadLetters;
using AuditOps.Host.DeadLetters;
using AuditOps.Host.Tail;

namespace AuditOps.Host.Commands;

internal static class DlqListCommand
{
    public static Command Create()
    {
        var kafka = CommonOptions.Kafka();
        var filter = new DlqFilterOptions();
        var limit = new Option<int>("--limit") { Description = "The newest so many.", DefaultValueFactory = _ => 50 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var command = new Command("list", "List dead letters, oldest first.\nExample: auditops dlq list --tenant contoso --since 24h") { kafka, limit, json };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var most = parsed.GetValue(limit);
            if (most is < 1 or > 100_000) throw new HostException("--limit must be a number from 1 to 100000.");
            var wanted = filter.Filter(parsed, TimeProvider.System.GetUtcNow());
            await using var session = await ClusterReading.OpenAsync(parsed.GetValue(kafka)!, cancel);
            var letters = await Task.Run(() => session.Box.Read(wanted, most, newest: true, unreplayed: false, cancel), cancel);
            foreach (var entry in letters) await Console.Out.WriteLineAsync(parsed.GetValue(json) ? Json(entry) : Text(entry));
            if (letters.Count == 0) await Console.Error.WriteLineAsync("auditops: no dead letter matches.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(DeadLetterEntry entry)
    {
        var letter = entry.Letter;
        var replayed = entry.Replays == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" [replayed {entry.Replays}x]");
        return string.Create(CultureInfo.InvariantCulture, $"{letter.Id}  {letter.FailedAt:yyyy-MM-dd HH:mm:ss}  {letter.Stage,-7} {letter.Code,-19} {ShownText.Escape(letter.Tenant)}/{ShownText.Escape(letter.Source)}  {ShownText.Escape(letter.Reason, 200)}{replayed}");
    }

    private static string Json(DeadLetterEntry entry)
    {
        var letter = entry.Letter;
        return JsonSerializer.Serialize(new
        {
            id = letter.Id, failed_at = letter.FailedAt, tenant = letter.Tenant, source = letter.Source, stage = letter.Stage, code = letter.Code.ToString(), reason = letter.Reason,
            topic = letter.Topic, partition = letter.Partition, offset = letter.Offset, key = letter.Key, origin = letter.Origin, run = letter.Run,
            payload_length = letter.PayloadLength, payload_sha256 = letter.PayloadSha256, payload_whole = letter.Payload.Length == letter.PayloadLength, replays = entry.Replays,
        });
    }
}
