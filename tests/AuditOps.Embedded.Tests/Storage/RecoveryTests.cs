using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

public sealed class RecoveryTests
{
    [Fact]
    public async Task A_clean_stop_and_a_crash_both_keep_every_flushed_record()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t");
        var expected = 0;
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 30; i++) log.AppendFlushed(BatchBuilder.Of(5, $"{round}-{i}-", 40));
            expected += 150;
            if (round % 2 == 0) await fixture.Reopen();
            else await fixture.Crash();
            log = fixture.Topic("t");
            Assert.Equal((expected, expected), (log.LogEndOffset, log.HighWatermark));
            Assert.Equal(expected, log.ReadAll().Count);
        }
    }

    [Fact]
    public async Task A_torn_tail_is_cut_wherever_it_is_torn_and_the_log_goes_on()
    {
        const int seed = 4711;
        var random = new Random(seed);
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 8192, IndexIntervalBytes = 512 });
        var log = fixture.Topic("t");
        var batch = BatchBuilder.Of(3, "k", 30);
        for (var round = 0; round < 60; round++)
        {
            var flushed = round % 2 == 0 ? 10 : 3;
            for (var i = 0; i < flushed; i++) log.AppendFlushed(batch);
            fixture.Store.WriteCheckpoint();
            var safe = log.LogEndOffset;
            var lengthBefore = new FileInfo(log.Segments[^1].LogPath).Length;
            for (var i = 0; i < 2; i++) Assert.Equal(KafkaError.None, log.Append((byte[])batch.Clone()).Error);
            var end = log.LogEndOffset;
            var path = log.Segments[^1].LogPath;
            var start = log.Segments[^1].BaseOffset >= safe ? 0 : lengthBefore;
            await fixture.Crash(() => Damage(path, start, random, round));
            log = fixture.Topic("t");
            Assert.True(log.Fault == KafkaError.None, $"seed {seed}, round {round}");
            Assert.True(log.LogEndOffset >= safe && log.LogEndOffset <= end, $"seed {seed}, round {round}: {safe} {log.LogEndOffset} {end}");
            Assert.Equal(log.LogEndOffset, log.ReadAll().Count);
            Assert.Equal(log.LogEndOffset, log.AppendFlushed(batch).BaseOffset);
        }
    }

    [Fact]
    public async Task Damage_below_the_recovery_point_is_refused_and_other_partitions_start()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("bad");
        fixture.Topic("good").AppendFlushed(BatchBuilder.Of(4));
        for (var i = 0; i < 20; i++) log.AppendFlushed(BatchBuilder.Of(2));
        fixture.Store.WriteCheckpoint();
        var path = log.Segments[0].LogPath;
        var length = new FileInfo(path).Length;
        await fixture.Crash(() => File.WriteAllBytes(path, File.ReadAllBytes(path)[..(int)(length / 2)]));
        Assert.Equal(KafkaError.KafkaStorageError, fixture.Topic("bad").Fault);
        Assert.Equal(KafkaError.KafkaStorageError, fixture.Topic("bad").Append(BatchBuilder.Of(1)).Error);
        Assert.Equal(4, fixture.Topic("good").ReadAll().Count);
        await fixture.Reopen();
        Assert.Equal(KafkaError.KafkaStorageError, fixture.Topic("bad").Fault);
        Assert.Equal(length / 2, new FileInfo(path).Length);
    }

    [Fact]
    public async Task Lost_segment_files_below_the_recovery_point_are_noticed()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t");
        for (var i = 0; i < 50; i++) log.AppendFlushed(BatchBuilder.Of(5, "k", 50));
        Assert.True(log.Segments.Length > 3);
        fixture.Store.WriteCheckpoint();
        var paths = log.Segments.Select(s => s.LogPath).ToArray();
        await fixture.Crash(() => File.Delete(paths[^1]));
        Assert.Equal(KafkaError.KafkaStorageError, fixture.Topic("t").Fault);
        await fixture.Crash(() => Array.ForEach(paths, File.Delete));
        Assert.Equal(KafkaError.KafkaStorageError, fixture.Topic("t").Fault);
    }

    [Fact]
    public async Task Damaged_index_and_snapshot_files_cost_a_scan_and_nothing_else()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t");
        for (var i = 0; i < 40; i++) log.AppendFlushed(BatchBuilder.Of(5, "k", 50, 7, 0, i * 5));
        var directory = log.Directory;
        foreach (var keep in new[] { 0, 1, 2 })
        {
            await fixture.Store.DisposeAsync();
            var random = new Random(keep);
            foreach (var file in Directory.GetFiles(directory).Where(f => f.EndsWith(".index", StringComparison.Ordinal) || f.EndsWith(".snapshot", StringComparison.Ordinal)))
            {
                if (keep == 0)
                {
                    File.Delete(file);
                    continue;
                }
                var bytes = File.ReadAllBytes(file);
                bytes[random.Next(bytes.Length)] ^= 0x20;
                File.WriteAllBytes(file, keep == 1 ? bytes : bytes[..random.Next(bytes.Length)]);
            }
            await fixture.Reopen();
            log = fixture.Topic("t");
            Assert.Equal(200, log.ReadAll().Count);
            var duplicate = log.Append(BatchBuilder.Of(5, "k", 50, 7, 0, 195));
            Assert.True(duplicate.Duplicate);
            Assert.Equal(195, duplicate.BaseOffset);
        }
    }

    [Fact]
    public async Task Topics_configs_partitions_and_producer_ids_survive_a_crash()
    {
        await using var fixture = StoreFixture.Create();
        var configs = new Dictionary<string, string> { ["retention.ms"] = "1234" };
        Assert.Equal(KafkaError.None, fixture.Store.CreateTopic("a", 2, configs, false, out var created, out _));
        Assert.Equal(KafkaError.None, fixture.Store.CreatePartitions("a", 3, false, out _));
        fixture.Topic("gone").AppendFlushed(BatchBuilder.Of(1));
        fixture.Store.DeleteTopic("gone");
        var cluster = fixture.Store.ClusterId;
        var ids = new HashSet<long>();
        for (var i = 0; i < 1500; i++) Assert.True(ids.Add(fixture.Store.AllocateProducerId()));
        await fixture.Crash();
        var topic = fixture.Store.Topic("a")!;
        Assert.Equal((created!.Id, 3, 1234L), (topic.Id, topic.PartitionCount, topic.Config.RetentionMs));
        Assert.NotNull(fixture.Store.Partition(topic.Id, 2));
        Assert.Null(fixture.Store.Partition("a", 3));
        Assert.Null(fixture.Store.Topic("gone"));
        Assert.Equal(cluster, fixture.Store.ClusterId);
        for (var i = 0; i < 1500; i++) Assert.True(ids.Add(fixture.Store.AllocateProducerId()));
        Assert.Empty(Directory.GetDirectories(Path.Combine(fixture.Options.Directory, "logs")));
    }

    static void Damage(string path, long from, Random random, int round)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var span = (int)(file.Length - from);
        if (span <= 0) return;
        switch (round % 5)
        {
            case 0: // cut at any byte
                file.SetLength(from + random.Next(span));
                break;
            case 1: // one flipped bit
                file.Position = from + random.Next(span);
                var b = file.ReadByte();
                file.Position--;
                file.WriteByte((byte)(b ^ (1 << random.Next(8))));
                // Base offset and leader epoch are outside the CRC; a flip in the leader epoch alone leaves a valid batch, as it would in Kafka.
                break;
            case 2: // zeros, as a preallocated or unwritten page reads
                file.Position = from + random.Next(span);
                file.Write(new byte[file.Length - file.Position]);
                break;
            case 3: // garbage after the end
                var garbage = new byte[random.Next(1, 3000)];
                random.NextBytes(garbage);
                file.Position = file.Length;
                file.Write(garbage);
                break;
            default: // cut inside a header
                file.SetLength(from + random.Next(Math.Min(span, 61)));
                break;
        }
    }
}
