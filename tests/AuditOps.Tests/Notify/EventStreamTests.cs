using System.IO.Compression;
using System.Text.Json;
using AuditOps.Processors.Notify;
using AuditOps.Processors.Notify.Events;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Processors;
using AuditOps.Tests.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Notify;

/// <summary>Every event to a SIEM, against a real receiver and the embedded broker.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Every_event_arrives_and_the_one_that_is_refused_alone_becomes_a_dead_delivery()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var receiver = new ScriptedReceiver();
        var away = 2;
        receiver.Answer = (_, received, _) => Task.FromResult<string?>(
            Interlocked.Decrement(ref away) >= 0 ? ScriptedReceiver.Reply("503 Away")
            : Unpack(received.Body).Contains("\"e13\"", StringComparison.Ordinal) ? ScriptedReceiver.Reply("400 Bad", body: "cannot parse")
            : ScriptedReceiver.Reply("200 OK"));
        var target = new TargetOptions
        {
            Name = "siem", Kind = TargetKind.SiemEvents, Format = BodyFormat.Ndjson, Url = new SecretText(receiver.Url), Gzip = true, FromBeginning = true, BatchEvents = 16,
            BatchAge = TimeSpan.FromMilliseconds(100), Route = new AlertRoute { Tenants = ["contoso"] },
        };
        await PublishAsync(kafka, Enumerable.Range(0, 60).Select(i => Rows.Event($"e{i}", i % 6 == 5 ? "fabrikam" : "contoso")));
        await using (Start(target, kafka))
        {
            var dead = Assert.Single(NotifyWork.Until(kafka, steps => steps.Count == 1));
            Assert.Equal((DeliveryState.Dead, "http_400", DeliveryTriggers.Event, "contoso"), (dead.State, dead.Code, dead.Trigger, dead.Tenant));
            Assert.Contains("e13", dead.Message, StringComparison.Ordinal);
            await UntilAsync(() => Accepted(receiver, away: 2).Count == 49);
        }

        // A second start goes on where the first ended: an event may come twice after a crash, after an orderly stop none does.
        var requests = receiver.All.Count;
        await PublishAsync(kafka, [Rows.Event("e99")]);
        await using (Start(target, kafka))
            await UntilAsync(() => Accepted(receiver, away: 2).Contains("e99"));
        Assert.Equal("e99", Assert.Single(Lines(receiver.All.Skip(requests))));
    }

    private static HashSet<string> Accepted(ScriptedReceiver receiver, int away) =>
        [.. Lines(receiver.All.Skip(away).Where(received => !Unpack(received.Body).Contains("\"e13\"", StringComparison.Ordinal)))];

    private static List<string> Lines(IEnumerable<ScriptedReceiver.Received> received)
    {
        var ids = new List<string>();
        foreach (var line in received.SelectMany(one => Unpack(one.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal("contoso", json.RootElement.GetProperty("tenant").GetString());
            ids.Add(json.RootElement.GetProperty("event_id").GetString()!);
        }

        return ids;
    }

    private static string Unpack(byte[] body)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(body), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static EventStreamWorker Start(TargetOptions target, ProcessorKafka kafka)
    {
        var worker = new EventStreamWorker(target, NotifyWork.Options(target), kafka.Clients, NotifyWork.Schemas, "test", TimeProvider.System, NullLogger.Instance);
        worker.Start();
        return worker;
    }

    private static Task PublishAsync(ProcessorKafka kafka, IEnumerable<AuditEvent> events) =>
        kafka.PublishAsync(TopicNames.Enriched, Codecs.AuditEvent, events.Select(audit => (Keys.Actor(audit.Tenant, audit.Actor.Key), audit)));

    private static async Task UntilAsync(Func<bool> holds)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!holds())
        {
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException("it did not come");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
