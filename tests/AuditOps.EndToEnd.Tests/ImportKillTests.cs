using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;
using Confluent.Kafka;

namespace AuditOps.EndToEnd.Tests;

/// <summary>kill -9 of imports in the middle of their transactions: a read_committed reader of the raw topic finds each record once, whatever was killed when.</summary>
public sealed class ImportKillTests(ITestOutputHelper output)
{
    private const int Records = 30_000;

    [Fact]
    public async Task An_import_killed_again_and_again_publishes_each_record_once_and_counts_it_once()
    {
        var rounds = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 20 : 3;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var folder = EmbeddedStack.NewFolder();
        using var broker = Cli.Start(["broker", "--data", Path.Combine(folder, "kafka"), "--port", "0", "--ready-file", Path.Combine(folder, "broker.json")]);
        try
        {
            var kafka = await AddressAsync(Path.Combine(folder, "broker.json"), broker);
            Assert.Equal(0, (await Cli.RunAsync("provision", "--kafka", kafka)).Code);
            var kills = 0;
            for (var round = 0; round < rounds; round++)
            {
                var file = Path.Combine(folder, $"round-{round}.ndjson");
                await File.WriteAllBytesAsync(file, Lines(round), TestContext.Current.CancellationToken);
                string[] arguments = ["import", file, "--tenant", "kill", "--kafka", kafka, "--run", $"kill-{round}", "--json"];
                CliResult last;
                for (var attempt = 0; ; attempt++)
                {
                    Assert.True(attempt < 50, $"the import does not end (seed {seed})");
                    using var import = Cli.Start(arguments);
                    var ended = Cli.FinishAsync(import);
                    if (attempt < 6) await Task.WhenAny(ended, Task.Delay(random.Next(250, 1_200)));
                    if (attempt < 6 && !ended.IsCompleted)
                    {
                        import.Kill();
                        kills++;
                    }

                    last = await ended;
                    if (last.Code == 0) break;
                    Assert.True(last.Code == 137, $"the import ended with {last.Code}: {last.Error} (seed {seed})");
                }

                Assert.Equal(Records, last.Json.GetProperty("published").GetInt64());
                var ids = Committed(kafka, "auditops.raw-history.v1").Select(record => Encoding.UTF8.GetString(record.Message.Key)).ToList();
                Assert.True(ids.Count == Records * (round + 1), $"{ids.Count} records instead of {Records * (round + 1)} (seed {seed})");
                Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
            }

            Assert.True(kills > rounds, $"only {kills} kills hit a running import (seed {seed})");
            output.WriteLine($"[FIGURE] import kills: {kills} in {rounds} rounds of {Records} records, each record there once; seed {seed}");
        }
        finally
        {
            broker.Kill();
            await broker.WaitForExitAsync(TestContext.Current.CancellationToken);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> AddressAsync(string readyFile, Process process)
    {
        await Eventually.HoldsAsync("the broker being ready", () => Task.FromResult(File.Exists(readyFile) || process.HasExited), done => done);
        using var ready = JsonDocument.Parse(await File.ReadAllBytesAsync(readyFile));
        return ready.RootElement.GetProperty("address").GetString()!;
    }

    private static List<ConsumeResult<byte[], byte[]>> Committed(string kafka, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = kafka, GroupId = "import-kills", EnableAutoCommit = false, EnablePartitionEof = true, IsolationLevel = IsolationLevel.ReadCommitted, AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        var ends = Enumerable.Range(0, 4).ToDictionary(index => index, index => consumer.QueryWatermarkOffsets(new TopicPartition(topic, index), TimeSpan.FromSeconds(20)).High.Value);
        consumer.Assign(ends.Keys.Select(index => new TopicPartitionOffset(topic, index, Offset.Beginning)));
        var found = new List<ConsumeResult<byte[], byte[]>>();
        var watch = Stopwatch.StartNew();
        while (ends.Count > 0)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), $"{topic} could not be read to its end");
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is not { } record) continue;
            if (!record.IsPartitionEOF) found.Add(record);
            else if (record.Offset.Value >= ends[record.Partition.Value]) ends.Remove(record.Partition.Value);
        }

        return found;
    }

    private static byte[] Lines(int round)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Records; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"Id\":\"kill-{round}-{i}\",\"RecordType\":6,\"CreationTime\":\"2026-10-{1 + (i % 28):00}T{i % 24:00}:00:00\",\"Operation\":\"FileAccessed\",\"Workload\":\"SharePoint\",\"UserId\":\"user{i % 97}@contoso.example\",\"ClientIP\":\"192.0.2.{i % 250}\",\"ObjectId\":\"https://contoso.example/{new string((char)('a' + (i % 26)), 600)}\"}}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
