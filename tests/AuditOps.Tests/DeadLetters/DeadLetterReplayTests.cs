using System.Security.Cryptography;
using System.Text;
using AuditOps.Collectors.DeadLetters;
using AuditOps.Collectors.Import;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Import;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.DeadLetters;

/// <summary>Listing and replaying letters against the embedded broker.</summary>
public sealed class DeadLetterReplayTests(ImportKafka kafka) : IClassFixture<ImportKafka>
{
    private const string Payload = "{\"Id\":\"again\"}";
    private static readonly SchemaRegistry Schemas = new();
    private static readonly DateTimeOffset Collected = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task A_record_that_its_topic_still_has_goes_back_byte_by_byte_with_an_attempt_header()
    {
        var original = await SendAsync(TopicNames.RawHistory, "still/again", Envelope("still"), "run-still");
        var id = await SendLetterAsync(Letter("still", "still-1") with { Topic = TopicNames.RawHistory, Partition = original.Partition.Value, Offset = original.Offset.Value, Key = "still/again" });

        var first = Assert.Single(Replay("still"));
        var second = Assert.Single(Replay("still", id));

        Assert.Equal((null, TopicNames.RawHistory, 1), (first.Refusal, first.Topic, first.Attempt));
        Assert.Equal(2, second.Attempt);
        var records = kafka.OfRun(TopicNames.RawHistory, "run-still").OrderBy(record => record.Offset.Value).ToList();
        Assert.Equal(3, records.Count);
        Assert.All(records, record => Assert.Equal(original.Message.Value, record.Message.Value));
        Assert.All(records, record => Assert.Equal(original.Message.Key, record.Message.Key));
        Assert.Equal(["", "1", "2"], records.Select(record => record.Message.Headers.TryGetLastBytes("attempt", out var attempt) ? Encoding.UTF8.GetString(attempt) : ""));
        Assert.Equal(2, Assert.Single(Box().Read(new DeadLetterFilter { Tenant = "still" }, 10, newest: true, unreplayed: false, CancellationToken.None)).Replays);
    }

    [Fact]
    public async Task A_filter_replays_a_letter_once_and_never_again()
    {
        await SendLetterAsync(Letter("once", "once-1") with { Topic = TopicNames.RawHistory, Partition = 0, Offset = 1_000_000, Key = "once/again" });

        Assert.Single(Replay("once"));
        Assert.Empty(Replay("once"));
        var envelope = Codecs.RawEnvelope.Decode(Assert.Single(kafka.OfRun(TopicNames.RawHistory, "run-once")).Message.Value, Schemas);
        Assert.Equal(("once", "again", Collected, Payload), (envelope.Tenant, envelope.RecordId, envelope.CollectedAt, Encoding.UTF8.GetString(envelope.Payload.Span)));
        var count = Counts().Single(count => count.Tenant == "once");
        Assert.Equal((1, 1, 0, CompletenessCount.HourOf(Collected)), (count.Collected, count.Published, count.DeadLettered, count.Hour));
    }

    [Fact]
    public async Task A_letter_that_holds_a_part_is_refused_unless_the_whole_bytes_were_kept()
    {
        var large = Encoding.UTF8.GetBytes($"{{\"Id\":\"large\",\"x\":\"{new string('x', 100_000)}\"}}");
        var sha = Convert.ToHexStringLower(SHA256.HashData(large));
        var letter = Letter("part", "part-1") with { Payload = large.AsMemory(0, 65_536), PayloadLength = large.Length, PayloadSha256 = sha, Code = DeadLetterCode.TooLarge };
        var id = await SendLetterAsync(letter);
        var folder = Directory.CreateTempSubdirectory("auditops-rejected-").FullName;

        var without = Assert.Single(Replay("part", id));
        await File.WriteAllBytesAsync(Path.Combine(folder, sha), [.. large, 1], TestContext.Current.CancellationToken);
        var changed = Assert.Single(Replay("part", id, folder));
        await File.WriteAllBytesAsync(Path.Combine(folder, sha), large, TestContext.Current.CancellationToken);
        var with = Assert.Single(Replay("part", id, folder));
        Directory.Delete(folder, recursive: true);

        Assert.Contains("holds 65536 of", without.Refusal, StringComparison.Ordinal);
        Assert.Contains("is not what it was", changed.Refusal, StringComparison.Ordinal);
        Assert.Null(with.Refusal);
        Assert.Equal(large, Codecs.RawEnvelope.Decode(Assert.Single(kafka.OfRun(TopicNames.RawHistory, "run-part")).Message.Value, Schemas).Payload.ToArray());
    }

    [Fact]
    public async Task Input_that_never_was_a_record_is_refused_again()
    {
        var bytes = "not json"u8.ToArray();
        await SendLetterAsync(Letter("never", "never-1") with { Payload = bytes, PayloadLength = bytes.Length, PayloadSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) });

        Assert.Contains("not one JSON object", Assert.Single(Replay("never")).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_about_no_record_is_refused_in_one_sentence_and_publishes_nothing()
    {
        var letter = Letter("clock", "clock-1") with { Stage = "correlate", Code = DeadLetterCode.PunctuationThrew, Topic = "correlate/due", Partition = 2, Offset = -1, Payload = default, PayloadLength = 0 };
        await SendLetterAsync(letter);

        Assert.Equal("there is no record behind this letter: it tells of correlate/due, which is no topic", Assert.Single(Replay("clock")).Refusal);
        Assert.DoesNotContain(Counts(), count => count.Tenant == "clock");
    }

    [Fact]
    public async Task A_record_that_no_source_counted_goes_back_without_becoming_one_that_is_awaited()
    {
        // Any topic behind ingest: commands, matches, facts.
        var bytes = Encoding.UTF8.GetBytes(Payload);
        var original = await SendAsync(TopicNames.Checkpoints, "fact/again", bytes, "run-fact");
        await SendLetterAsync(Letter("fact", "fact-1") with { Stage = "cases", Topic = TopicNames.Checkpoints, Partition = original.Partition.Value, Offset = original.Offset.Value, Key = "fact/again" });

        var outcome = Assert.Single(Replay("fact"));
        Assert.Equal((null, TopicNames.Checkpoints, 1), (outcome.Refusal, outcome.Topic, outcome.Attempt));
        Assert.Equal(2, kafka.OfRun(TopicNames.Checkpoints, "run-fact").Count);
        Assert.DoesNotContain(Counts(), count => count.Tenant == "fact");
    }

    [Fact]
    public async Task Filters_and_limits_choose_letters()
    {
        for (var i = 0; i < 7; i++) await SendLetterAsync(Letter("many", $"many-{i}") with { FailedAt = Collected.AddMinutes(i), Code = i % 2 == 0 ? DeadLetterCode.NotJson : DeadLetterCode.TooDeep });
        await SendLetterAsync(Letter("many", "many-6") with { FailedAt = Collected.AddMinutes(6) });

        Assert.Equal(["many-5", "many-6"], Ids(new DeadLetterFilter { Tenant = "many" }, 2, newest: true));
        Assert.Equal(["many-0", "many-1"], Ids(new DeadLetterFilter { Tenant = "many" }, 2, newest: false));
        Assert.Equal(["many-1", "many-3", "many-5"], Ids(new DeadLetterFilter { Tenant = "many", Code = DeadLetterCode.TooDeep }, 10, newest: true));
        Assert.Equal(["many-5", "many-6"], Ids(new DeadLetterFilter { Tenant = "many", Since = Collected.AddMinutes(5) }, 10, newest: true));
        Assert.Equal(7, Ids(new DeadLetterFilter { IdPrefix = "many-" }, 10, newest: true).Count());
    }

    private IEnumerable<string> Ids(DeadLetterFilter filter, int limit, bool newest) => Box().Read(filter, limit, newest, unreplayed: false, CancellationToken.None).Select(entry => entry.Letter.Id);

    private IReadOnlyList<ReplayOutcome> Replay(string tenant, string? id = null, string? rejected = null)
    {
        var letters = Box().Read(new DeadLetterFilter { Tenant = tenant, Ids = id is null ? null : new HashSet<string>(StringComparer.Ordinal) { id } }, 10, newest: false, unreplayed: id is null, CancellationToken.None);
        var options = new ReplayOptions { Replay = "test", Who = "tester", RejectedDirectory = rejected };
        return new DeadLetterReplay(kafka.Clients, Schemas, options, TimeProvider.System, NullLoggerFactory.Instance).Run(letters, CancellationToken.None);
    }

    private DeadLetterBox Box() => new(kafka.Clients, Schemas, TimeProvider.System);

    private List<CompletenessCount> Counts()
    {
        var counts = new List<CompletenessCount>();
        AuditOps.Collectors.Import.Runs.TopicTail.Read(kafka.Clients, TopicNames.Completeness, null, TimeSpan.FromSeconds(20), TimeProvider.System,
            record => counts.Add(Codecs.CompletenessCount.Decode(record.Message.Value, Schemas)), CancellationToken.None);
        return counts;
    }

    private static RawEnvelope Envelope(string tenant) => new()
    {
        Tenant = tenant, Source = Sources.Other, Shape = WireShape.Unknown, RecordId = "again", CollectedAt = Collected, Run = "run-" + tenant, Payload = Encoding.UTF8.GetBytes(Payload),
    };

    private static DeadLetter Letter(string tenant, string id)
    {
        var bytes = Encoding.UTF8.GetBytes(Payload);
        return new DeadLetter
        {
            Id = id, Tenant = tenant, Source = Sources.Other, Stage = "ingest", Code = DeadLetterCode.NormalizerThrew, Reason = "it threw", FailedAt = Collected, CollectedAt = Collected,
            Run = "run-" + tenant, PayloadLength = bytes.Length, PayloadSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)), Payload = bytes,
        };
    }

    private async Task<string> SendLetterAsync(DeadLetter letter)
    {
        await SendAsync(TopicNames.DeadLetters, letter.Tenant + "/" + letter.Id, Codecs.DeadLetter.Encode(letter), letter.Run);
        return letter.Id;
    }

    private Task<DeliveryResult<byte[], byte[]>> SendAsync(string topic, string key, RawEnvelope envelope, string run) => SendAsync(topic, key, Codecs.RawEnvelope.Encode(envelope), run);

    private async Task<DeliveryResult<byte[], byte[]>> SendAsync(string topic, string key, byte[] value, string run)
    {
        using var producer = kafka.Clients.Producer("stand-in");
        return await producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(key), Value = value, Headers = new Headers { { "run", Encoding.UTF8.GetBytes(run) } } });
    }
}
