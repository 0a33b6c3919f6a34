using System.Text;
using System.Text.Json;
using AuditOps.Collectors;
using AuditOps.Collectors.Import;
using AuditOps.Collectors.Import.Reading;
using AuditOps.Collectors.Import.Runs;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Import;

/// <summary>Whole runs against the embedded broker.</summary>
public sealed class ImportRunTests(ImportKafka kafka) : IClassFixture<ImportKafka>
{
    private static readonly SchemaRegistry Schemas = new();

    [Fact]
    public async Task Every_item_is_counted_once_and_arrives_as_the_bytes_it_came_in()
    {
        var file = kafka.Write("mixed.json", $"{Record(1)}\n{Record(2)}\n{Record(1)}\nnot json\n{Record(1).Replace("\"v\":0", "\"v\":1", StringComparison.Ordinal)}\n{{\"free\":true}}\n");

        var report = await ImportKafka.ImportAsync(kafka.For("mixed", file));

        Assert.Equal((6, 4, 1, 1), Counts(report));
        Assert.Equal(ImportStatus.Done, report.Status);
        var raw = kafka.OfRun(TopicNames.RawHistory, report.RunId);
        Assert.Equal(4, raw.Count);
        foreach (var record in raw)
        {
            var envelope = Codecs.RawEnvelope.Decode(record.Message.Value, Schemas);
            Assert.Equal("mixed/" + envelope.RecordId, Encoding.UTF8.GetString(record.Message.Key));
            Assert.Equal(envelope.CollectedAt.ToUnixTimeMilliseconds(), record.Message.Timestamp.UnixTimestampMs);
            Assert.Contains(Encoding.UTF8.GetString(envelope.Payload.Span), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.StartsWith(envelope.Source == Sources.M365Activity ? "id-" : "sha256-128:", envelope.RecordId, StringComparison.Ordinal);
        }

        var letter = Codecs.DeadLetter.Decode(Assert.Single(kafka.OfRun(TopicNames.DeadLetters, report.RunId)).Message.Value, Schemas);
        Assert.Equal(("import", DeadLetterCode.NotJson, "not json"), (letter.Stage, letter.Code, Encoding.UTF8.GetString(letter.Payload.Span)));
        Assert.Contains($"{file}:4", letter.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_ends_before_its_contents_is_cut_short()
    {
        var good = kafka.Write("good.json", Record(71) + "\n");
        var cut = kafka.Write("cut.json", "[" + Record(72));

        var report = await ImportKafka.ImportAsync(kafka.For("whole", good, cut, good + ".absent"));

        Assert.Equal([false, true, true], report.Files.Select(file => file.IsCutShort));
        Assert.Equal(2, report.Total.Published);
    }

    [Theory]
    [InlineData("invictus-o365_dataset/ual-dev.ndjson")]
    [InlineData("faketshirt/dev/entraid_risk_detection.ndjson")]
    [InlineData("faketshirt/dev/entraid_audit.ndjson")]
    [InlineData("otrf-security-datasets/AADAuditEvents.json")]
    [InlineData("otrf-security-datasets/o365spray_default.json")]
    [InlineData("microsoft-docs/graph-signin-list-response-sample.json")]
    [InlineData("microsoft-docs/o365-management-activity-blob-sample.json")]
    public async Task A_published_file_is_counted_as_another_reading_of_it_counts(string name)
    {
        var file = Path.Combine(Normalize.SharedData.Root(), name);
        var records = Normalize.SharedData.Records(name.Split('/'));
        var distinct = records.Select(Convert.ToHexString).ToHashSet(StringComparer.Ordinal);

        var report = await ImportKafka.ImportAsync(kafka.For("published", file));

        Assert.Equal((records.Count, distinct.Count, records.Count - distinct.Count, 0), Counts(report));
        var payloads = kafka.OfRun(TopicNames.RawHistory, report.RunId).Select(record => Convert.ToHexString(Codecs.RawEnvelope.Decode(record.Message.Value, Schemas).Payload.Span)).ToList();
        Assert.Equal(distinct.Count, payloads.Count);
        Assert.True(distinct.SetEquals(payloads));
        if (name.Contains("ual-dev", StringComparison.Ordinal)) Assert.Equal((5_816, 3_204, 2_612, 0), Counts(report));
    }

    [Theory]
    [InlineData("sentinel-training-lab/office_activity.csv", 266, Sources.M365Activity)]
    [InlineData("sentinel-training-lab/AuditLogs_Hunting.csv", 5, Sources.EntraAudit)]
    public async Task A_table_export_gives_one_record_per_row(string name, int rows, string source)
    {
        var report = await ImportKafka.ImportAsync(kafka.For("table", Path.Combine(Normalize.SharedData.Root(), name)));

        Assert.Equal((rows, 0), ((int)report.Total.Read, (int)report.Total.DeadLettered));
        Assert.Equal([source], report.Sources.Keys);
    }

    [Fact]
    public async Task A_run_that_was_interrupted_goes_on_where_it_was_and_ends_with_the_same_counts()
    {
        var lines = Enumerable.Range(0, 4_000).Select(i => i % 10 == 9 ? "broken " + i : Record(i % 3_500)).ToList();
        var file = kafka.Write("long.json", string.Join('\n', lines));
        var options = kafka.For("resumed", file) with { RunId = "resumed-1", ChunkRecords = 400 };
        using var stop = new CancellationTokenSource();

        var first = await ImportKafka.ImportAsync(options, new Until(2_000, stop), stop.Token);
        var second = await ImportKafka.ImportAsync(options);
        var whole = await ImportKafka.ImportAsync(options with { RunId = "resumed-whole" });

        Assert.Equal(ImportStatus.Interrupted, first.Status);
        Assert.InRange(first.Total.Read, 1_999, 3_999);
        Assert.Equal(Counts(whole), Counts(second));
        Assert.Equal(4_000, second.Total.Read);
        Assert.Equal(whole.Total.Published, kafka.OfRun(TopicNames.RawHistory, "resumed-1").Count);
        Assert.Equal(whole.Total.DeadLettered, kafka.OfRun(TopicNames.DeadLetters, "resumed-1").Count);
    }

    [Fact]
    public async Task A_chunk_that_was_not_committed_is_visible_to_nobody_and_the_run_goes_on_before_it()
    {
        var file = kafka.Write("killed.json", string.Join('\n', Enumerable.Range(0, 1_000).Select(Record)));
        var options = kafka.For("killed", file) with { RunId = "killed-1", ChunkRecords = 100 };
        // What a kill leaves behind: a transaction with records and their checkpoint, all of it acknowledged, the commit never asked for.
        using var dead = kafka.Clients.Producer("dead", config => config.TransactionalId = ImportRun.TransactionalId("killed", "killed-1"));
        dead.InitTransactions(TimeSpan.FromSeconds(60));
        dead.BeginTransaction();
        var half = new ImportCheckpoint
        {
            RunId = "killed-1", Tenant = "killed", Status = "running", Started = DateTimeOffset.UnixEpoch, Updated = DateTimeOffset.UnixEpoch, Files = [file],
            Fingerprints = [FileFingerprint.Of(file)], Items = 500, Sources = new Dictionary<string, ImportCounts>(), EnrichedFrom = [], DeadLettersFrom = [],
        };
        var headers = new Headers { { "run", "killed-1"u8.ToArray() } };
        await dead.ProduceAsync(TopicNames.RawHistory, new Message<byte[], byte[]> { Key = "killed/x"u8.ToArray(), Value = [1], Headers = headers }, TestContext.Current.CancellationToken);
        await dead.ProduceAsync(TopicNames.Checkpoints, new Message<byte[], byte[]> { Key = CheckpointStore.Key("killed", "killed-1"), Value = half.ToJson(), Headers = headers }, TestContext.Current.CancellationToken);

        var report = await ImportKafka.ImportAsync(options);

        Assert.Equal((1_000, 1_000, 0, 0), Counts(report));
        Assert.Equal(1_000, kafka.OfRun(TopicNames.RawHistory, "killed-1").Select(record => Encoding.UTF8.GetString(record.Message.Key)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(1_000, kafka.OfRun(TopicNames.RawHistory, "killed-1").Count);
        var fenced = Assert.ThrowsAny<KafkaException>(() => dead.CommitTransaction(TimeSpan.FromSeconds(20)));
        Assert.True(fenced.Error.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch, fenced.Error.ToString());
    }

    [Fact]
    public async Task The_older_of_two_processes_of_a_run_stops_and_nothing_is_published_twice()
    {
        var file = kafka.Write("twice.json", string.Join('\n', Enumerable.Range(0, 6_000).Select(Record)));
        var options = kafka.For("twice", file) with { RunId = "twice-1", ChunkRecords = 200 };

        var refused = await Assert.ThrowsAsync<CollectorsException>(() => ImportKafka.ImportAsync(options, new Once(2_000, () => ImportKafka.ImportAsync(options).GetAwaiter().GetResult())));

        Assert.Equal(CollectorsErrorCode.RunTakenOver, refused.Code);
        var ids = kafka.OfRun(TopicNames.RawHistory, "twice-1").Select(record => Encoding.UTF8.GetString(record.Message.Key)).ToList();
        Assert.Equal((6_000, 6_000), (ids.Count, ids.Distinct(StringComparer.Ordinal).Count()));
    }

    [Fact]
    public async Task Completeness_counts_travel_with_the_records_by_source_and_hour()
    {
        var file = kafka.Write("counted.json", $"{Record(1)}\n{Record(2)}\n{Record(1)}\nnot json\n");

        var report = await ImportKafka.ImportAsync(kafka.For("counted", file));
        await ImportKafka.ImportAsync(kafka.For("counted", file) with { RunId = report.RunId });

        var counts = kafka.OfRun(TopicNames.Completeness, report.RunId).Select(record => Codecs.CompletenessCount.Decode(record.Message.Value, Schemas)).ToList();
        Assert.All(counts, count => Assert.Equal(("counted", CompletenessStage.Import, CompletenessCount.HourOf(count.At)), (count.Tenant, count.Stage, count.Hour)));
        var known = Assert.Single(counts, count => count.Source == Sources.M365Activity);
        Assert.Equal((3, 2, 1, 0), (known.Collected, known.Published, known.Duplicates, known.DeadLettered));
        var other = Assert.Single(counts, count => count.Source == Sources.Other);
        Assert.Equal((1, 0, 0, 1), (other.Collected, other.Published, other.Duplicates, other.DeadLettered));
    }

    [Fact]
    public async Task A_run_goes_on_only_with_the_files_it_began_with()
    {
        var options = kafka.For("files", kafka.Write("one.json", Record(1))) with { RunId = "files-1" };
        await ImportKafka.ImportAsync(options);

        var refused = await Assert.ThrowsAsync<CollectorsException>(() => ImportKafka.ImportAsync(options with { Files = [kafka.Write("two.json", Record(2))] }));

        Assert.Equal(CollectorsErrorCode.RunElsewhere, refused.Code);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_and_the_others_are_imported()
    {
        var report = await ImportKafka.ImportAsync(kafka.For("some", Path.Combine(Path.GetTempPath(), "is-not-there.json"), kafka.Write("there.json", Record(1)), Path.GetTempPath()));

        Assert.Equal((1, 1, 0, 0), Counts(report));
        Assert.Equal([true, false, true], report.Files.Select(file => file.Message is not null));
    }

    [Fact]
    public async Task Bad_options_are_told_all_at_once_before_anything_is_read()
    {
        var options = new ImportOptions { Files = [], Tenant = "Not A Tenant", Source = "mail", Kafka = new KafkaOptions { BootstrapServers = "" } };

        var refused = await Assert.ThrowsAsync<CollectorsException>(() => ImportKafka.ImportAsync(options));

        Assert.Equal(CollectorsErrorCode.BadOptions, refused.Code);
        foreach (var word in new[] { "file", "Not A Tenant", "mail", "bootstrap" }) Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_add_up_whatever_the_input()
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (var i = 0; i < 300; i++) text.Append(random.Next(6) == 0 ? RandomJson.Object(random)[random.Next(2)..] : Record(random.Next(100))).Append(random.Next(20) == 0 ? "" : "\n");

            var report = await ImportKafka.ImportAsync(kafka.For("fuzz", kafka.Write($"fuzz-{seed}.json", text.ToString())) with { ChunkRecords = random.Next(60, 400) });

            Assert.True(report.Total.Published == kafka.OfRun(TopicNames.RawHistory, report.RunId).Count, $"seed {seed}");
            Assert.True(report.Total.DeadLettered == kafka.OfRun(TopicNames.DeadLetters, report.RunId).Count, $"seed {seed}");
            Assert.True(report.Total.Read == report.Files.Sum(file => file.Read), $"seed {seed}");
        }
    }

    private static string Record(int i) =>
        JsonSerializer.Serialize(new { Id = $"id-{i}", RecordType = 1, CreationTime = "2026-01-01T00:00:00", Operation = "Set-Mailbox", Workload = "Exchange", OrganizationId = "o", v = 0 });

    private static (long Read, long Published, long Duplicates, long DeadLettered) Counts(ImportReport report)
    {
        Assert.Equal(report.Total.Read, report.Sources.Values.Sum(counts => counts.Read));
        return (report.Total.Read, report.Total.Published, report.Total.Duplicates, report.Total.DeadLettered);
    }

    /// <summary>Does something once, and on the reading thread, when so many records were read.</summary>
    private sealed class Once(long records, Action act) : IProgress<ImportProgress>
    {
        private bool _done;

        public void Report(ImportProgress value)
        {
            if (_done || value.Records < records) return;
            _done = true;
            act();
        }
    }

    /// <summary>Asks a run to stop once it has read so many records.</summary>
    private sealed class Until(long records, CancellationTokenSource stop) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Records >= records) stop.Cancel();
        }
    }
}
