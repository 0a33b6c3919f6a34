using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AuditOps.Collectors.DeadLetters;
using AuditOps.Host.DeadLetters;
using AuditOps.Host.Tail;
using AuditOps.Schemas.Avro.Json;

namespace AuditOps.Host.Commands;

internal static class DlqShowCommand
{
    private const int MaxShownBytes = 64 * 1024;

    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "Id of the letter, or its first characters as far as they are unique." };
        var kafka = CommonOptions.Kafka();
        var bytes = new Option<int>("--bytes") { Description = "Bytes of the payload to show, at most 65536.", DefaultValueFactory = _ => 4096 };
        var json = CommonOptions.Json();
        var command = new Command("show", "Show one dead letter: why, from where, and its payload with everything unprintable escaped.\nExample: auditops dlq show 3f2a9c0d") { id, kafka, bytes, json };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var session = await ClusterReading.OpenAsync(parsed.GetValue(kafka)!, cancel);
            var entry = await Task.Run(() => Find(session.Box, parsed.GetValue(id)!, cancel), cancel);
            var most = Math.Clamp(parsed.GetValue(bytes), 0, MaxShownBytes);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? Json(entry, most) : Text(entry, most));
            return ExitCode.Done;
        });
        return command;
    }

    private static DeadLetterEntry Find(DeadLetterBox box, string id, CancellationToken cancel)
    {
        var exact = box.Read(new DeadLetterFilter { Ids = new HashSet<string>(StringComparer.Ordinal) { id } }, 1, newest: true, unreplayed: false, cancel);
        if (exact.Count == 1) return exact[0];
        var begins = box.Read(new DeadLetterFilter { IdPrefix = id }, 2, newest: true, unreplayed: false, cancel);
        return begins.Count switch
        {
            1 => begins[0],
            0 => throw new HostException($"no dead letter has the id {id}; auditops dlq list shows those there are."),
            _ => throw new HostException($"more than one dead letter has an id that begins with {id}; give more of it."),
        };
    }

    private static string Text(DeadLetterEntry entry, int most)
    {
        var letter = entry.Letter;
        var text = new StringBuilder();
        Line("id", letter.Id);
        Line("failed at", letter.FailedAt.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture));
        Line("tenant", letter.Tenant);
        Line("source", letter.Source);
        Line("stage", letter.Stage);
        Line("code", letter.Code.ToString());
        Line("reason", letter.Reason);
        if (letter.Topic is not null) Line("record", string.Create(CultureInfo.InvariantCulture, $"{letter.Topic} partition {letter.Partition} offset {letter.Offset}"));
        if (letter.Key is not null) Line("key", letter.Key);
        if (letter.Origin is not null) Line("origin", letter.Origin);
        Line("run", letter.Run);
        Line("replayed", entry.Replays == 0 ? "never" : string.Create(CultureInfo.InvariantCulture, $"{entry.Replays} times"));
        Line("payload", string.Create(CultureInfo.InvariantCulture, $"{letter.PayloadLength} bytes, SHA-256 {letter.PayloadSha256}{(letter.Payload.Length < letter.PayloadLength ? $", the first {letter.Payload.Length} of them here" : "")}"));
        text.Append(ShownText.Escape(letter.Payload.Span, most));
        return text.ToString();

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name,-10} {ShownText.Escape(value, 2000)}\n");
    }

    private static string Json(DeadLetterEntry entry, int most)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var letter = entry.Letter;
            json.WriteStartObject();
            json.WriteString("id", letter.Id);
            json.WriteString("failed_at", letter.FailedAt);
            json.WriteString("tenant", letter.Tenant);
            json.WriteString("source", letter.Source);
            json.WriteString("stage", letter.Stage);
            json.WriteString("code", letter.Code.ToString());
            json.WriteString("reason", letter.Reason);
            json.WriteString("topic", letter.Topic);
            json.WriteNumber("partition", letter.Partition);
            json.WriteNumber("offset", letter.Offset);
            json.WriteString("key", letter.Key);
            json.WriteString("origin", letter.Origin);
            json.WriteString("run", letter.Run);
            json.WriteNumber("replays", entry.Replays);
            json.WriteNumber("payload_length", letter.PayloadLength);
            json.WriteString("payload_sha256", letter.PayloadSha256);
            json.WritePropertyName("payload");
            AvroJson.WriteBytes(letter.Payload.Span[..Math.Min(most, letter.Payload.Length)], json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
