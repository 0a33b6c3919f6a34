using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

public sealed class CompactionTests
{
    static readonly (string, string)[] Compacted =
        [("cleanup.policy", "compact"), ("min.cleanable.dirty.ratio", "0.01"), ("delete.retention.ms", "60000")];

    [Theory]
    [InlineData(Codec.None)]
    [InlineData(Codec.Gzip)]
    [InlineData(Codec.Snappy)]
    [InlineData(Codec.Lz4)]
    [InlineData(Codec.Zstd)]
    public async Task The_latest_value_of_every_key_stays_at_its_offset(object codec)
    {
        const int seed = 5;
        var random = new Random(seed);
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096, IndexIntervalBytes = 512 });
        var log = fixture.Topic("t", Compacted);
        var latest = new Dictionary<string, (long Offset, string Value)>();
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 60; i++)
            {
                var records = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new TestRecord($"key{random.Next(40)}", $"value{random.Next()}{new string('y', 30)}", 1000 + i)).ToArray();
                var at = log.AppendFlushed(BatchBuilder.Build(records, (Codec)codec)).BaseOffset;
                foreach (var record in records) latest[record.Key!] = (at++, record.Value!);
            }
            var before = log.SizeBytes;
            fixture.Store.RunHousekeeping();
            Assert.True(log.SizeBytes < before);
            var read = log.ReadAll();
            Assert.Equal(read.Select(r => r.Offset).Distinct().Order(), read.Select(r => r.Offset));
            foreach (var (key, (offset, value)) in latest)
            {
                var record = read.Last(r => r.Key == key);
                Assert.Equal((offset, value), (record.Offset, record.Value));
            }
            var closedEnd = log.Segments[^1].BaseOffset;
            Assert.Equal(read.Count(r => r.Offset < closedEnd), read.Where(r => r.Offset < closedEnd).Select(r => r.Key).Distinct().Count());
            if (round % 2 == 0) await fixture.Crash();
            else await fixture.Reopen();
            log = fixture.Topic("t");
            Assert.Equal(KafkaError.None, log.Fault);
            Assert.Equal(read, log.ReadAll());
            foreach (var record in read) Assert.Equal(record, log.ReadAll(record.Offset, 200)[0]);
        }
    }

    [Fact]
    public async Task A_tombstone_hides_its_key_for_the_delete_retention_and_then_goes()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t", Compacted);
        log.AppendFlushed(BatchBuilder.Build([new TestRecord("gone", "v"), new TestRecord("stays", "v", 1005)]));
        log.AppendFlushed(BatchBuilder.Build([new TestRecord("gone", null, 1010), new TestRecord("other", "v", 1020)]));
        Pad(log);
        fixture.Store.RunHousekeeping();
        Assert.Equal([(1L, 1005L, "stays", "v"), (2L, 1010L, "gone", null), (3L, 1020L, "other", "v")], log.ReadAll().Take(3));
        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        Pad(log);
        fixture.Store.RunHousekeeping();
        Assert.Contains(log.ReadAll(), r => r is { Key: "gone", Value: null });
        fixture.Time.Advance(TimeSpan.FromSeconds(31));
        Pad(log);
        fixture.Store.RunHousekeeping();
        Assert.DoesNotContain(log.ReadAll(), r => r.Key == "gone");
        Assert.Equal([(1L, 1005L, "stays", "v"), (3L, 1020L, "other", "v")], log.ReadAll().Take(2));
    }

    [Fact]
    public async Task A_crash_at_any_step_of_the_swap_leaves_a_log_that_starts_and_has_every_key()
    {
        for (var step = 0; step < 6; step++)
        {
            await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
            var log = fixture.Topic("t", Compacted);
            for (var i = 0; i < 120; i++) log.AppendFlushed(BatchBuilder.Build([new TestRecord($"key{i % 7}", $"value{i}{new string('z', 100)}")]));
            fixture.Store.WriteCheckpoint();
            var expected = log.ReadAll().GroupBy(r => r.Key).ToDictionary(g => g.Key!, g => g.Last());
            var end = log.LogEndOffset;
            var directory = log.Directory;
            var saved = Directory.GetFiles(directory).ToDictionary(f => f, File.ReadAllBytes);
            // With room for larger segments, neighbours are rewritten into one.
            fixture.Store.AlterConfigs("t", new Dictionary<string, string>(Compacted.Select(c => KeyValuePair.Create(c.Item1, c.Item2))) { ["segment.bytes"] = "1000000" }, false, out _);
            fixture.Store.RunHousekeeping();
            var cleaned = File.ReadAllBytes(log.Segments[0].LogPath);
            var first = log.Segments[0].BaseOffset;
            var replaced = saved.Keys.Where(f => f.EndsWith(".log", StringComparison.Ordinal) && !File.Exists(f)).Order(StringComparer.Ordinal).ToArray();
            Assert.NotEmpty(replaced);
            var at = step;
            await fixture.Crash(() =>
            {
                foreach (var file in Directory.GetFiles(directory)) File.Delete(file);
                foreach (var (file, bytes) in saved) File.WriteAllBytes(file, bytes);
                var finished = at switch
                {
                    0 => SegmentSwap.CleanedPath(directory, first), // the rewriting was cut short
                    1 => SegmentSwap.CleanedPath(directory, first), // it was complete, but not decided
                    _ => SegmentSwap.SwapPath(directory, first), // decided
                };
                File.WriteAllBytes(finished, at == 0 ? cleaned[..(cleaned.Length / 2)] : cleaned);
                if (at >= 3) File.Delete(replaced[^1]); // some old files gone
                if (at >= 4) Array.ForEach(replaced, File.Delete); // all but the one of the same name
                if (at >= 5) File.Delete(Path.ChangeExtension(finished, ".index"));
            });
            log = fixture.Topic("t");
            Assert.True(log.Fault == KafkaError.None, $"step {step}");
            Assert.Equal(end, log.LogEndOffset);
            Assert.Equal(expected, log.ReadAll().GroupBy(r => r.Key).ToDictionary(g => g.Key!, g => g.Last()));
            Assert.Empty(Directory.GetFiles(directory, "*.swap"));
            Assert.Empty(Directory.GetFiles(directory, "*.cleaned"));
            Assert.Equal(end, log.AppendFlushed(BatchBuilder.Of(1)).BaseOffset);
            fixture.Store.RunHousekeeping();
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), log.ReadAll().Select(r => r.Key!).Where(k => k.StartsWith("key", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Aborted_data_goes_and_committed_data_and_its_marker_stay()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t", Compacted);
        log.AppendFlushed(Transactional(1, 0, "a", "old"));
        log.Append(BatchBuilder.Marker(1, 0, true), AppendOrigin.Coordinator);
        log.AppendFlushed(Transactional(2, 0, "a", "aborted"));
        log.Append(BatchBuilder.Marker(2, 0, false), AppendOrigin.Coordinator);
        log.AppendFlushed(Transactional(1, 1, "b", "kept"));
        log.Append(BatchBuilder.Marker(1, 0, true), AppendOrigin.Coordinator);
        Pad(log);
        fixture.Store.RunHousekeeping();
        Assert.Equal(["old", "kept"], log.ReadAll().Take(2).Select(r => r.Value));
        await fixture.Crash();
        log = fixture.Topic("t");
        Assert.Equal(log.HighWatermark, log.LastStableOffset);
        Assert.Equal(["old", "kept"], log.ReadAll().Take(2).Select(r => r.Value));
        Assert.True(log.Append(Transactional(1, 1, "b", "kept")).Duplicate);
    }

    [Fact]
    public async Task More_keys_than_fit_in_memory_are_compacted_over_several_rounds()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 8192, CompactionMaxKeys = 50 });
        var log = fixture.Topic("t", Compacted);
        for (var pass = 0; pass < 2; pass++)
            for (var i = 0; i < 300; i++) log.AppendFlushed(BatchBuilder.Build([new TestRecord($"key{i}", $"v{pass}-{new string('q', 60)}")]));
        Pad(log);
        for (var round = 0; round < 20; round++) fixture.Store.RunHousekeeping();
        var read = log.ReadAll().Where(r => r.Key!.StartsWith("key", StringComparison.Ordinal)).ToList();
        Assert.Equal(300, read.Count);
        Assert.All(read, r => Assert.StartsWith("v1", r.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Readers_go_on_while_the_log_is_compacted_under_them()
    {
        const int seed = 3;
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096, IndexIntervalBytes = 512 });
        var log = fixture.Topic("t", Compacted);
        var random = new Random(seed);
        var stop = false;
        var reader = Task.Run(() =>
        {
            var rounds = 0;
            while (!Volatile.Read(ref stop))
            {
                long last = -1;
                foreach (var record in log.ReadAll(0, 700))
                {
                    if (record.Offset <= last) throw new InvalidOperationException($"offset {record.Offset} after {last}");
                    last = record.Offset;
                }
                log.OffsetForTimestamp(1003);
                rounds++;
            }
            return rounds;
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 600; i++)
        {
            log.AppendFlushed(BatchBuilder.Build([new TestRecord($"key{random.Next(10)}", new string('p', 80), 1000 + i % 7)], Codec.Gzip));
            if (i % 40 == 39) fixture.Store.RunHousekeeping();
        }
        Volatile.Write(ref stop, true);
        Assert.True(await reader > 0);
    }

    /// <summary>Enough to close the segment being written.</summary>
    static void Pad(PartitionLog log)
    {
        for (var i = 0; i < 4; i++) log.AppendFlushed(BatchBuilder.Build([new TestRecord("pad", new string('p', 3000))]));
    }

    static byte[] Transactional(long pid, int sequence, string key, string value) =>
        BatchBuilder.Build([new TestRecord(key, value)], Codec.None, pid, 0, sequence, Batch.TransactionalBit);
}
