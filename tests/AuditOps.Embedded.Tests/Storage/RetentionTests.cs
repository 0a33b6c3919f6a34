using AuditOps.Embedded.Kafka.Storage;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

public sealed class RetentionTests
{
    [Fact]
    public async Task Old_segments_go_but_never_what_a_live_group_has_not_read()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t", ("retention.ms", "60000"));
        Fill(fixture, log, 100);
        long? committed = 20;
        fixture.Store.MinCommittedOffset = (topic, partition) => topic == "t" && partition == 0 ? committed : null;
        fixture.Store.RunHousekeeping();
        Assert.Equal(0, log.LogStartOffset);
        fixture.Time.Advance(TimeSpan.FromHours(1));
        fixture.Store.RunHousekeeping();
        Assert.InRange(log.LogStartOffset, 1, 20);
        committed = 77;
        fixture.Store.RunHousekeeping();
        Assert.InRange(log.LogStartOffset, 50, 77);
        Assert.Equal(77, log.ReadAll(77)[0].Offset);
        committed = null;
        fixture.Store.RunHousekeeping();
        Assert.Equal((100L, 100L), (log.LogStartOffset, log.LogEndOffset));
        await fixture.Crash();
        Assert.Equal((100L, 100L), (fixture.Topic("t").LogStartOffset, fixture.Topic("t").LogEndOffset));
        Assert.Equal(100, fixture.Topic("t").AppendFlushed(BatchBuilder.Of(1)).BaseOffset);
    }

    [Fact]
    public async Task Retention_by_size_keeps_at_least_the_bytes_asked_for()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t", ("retention.bytes", "10000"), ("retention.ms", "-1"));
        Fill(fixture, log, 200);
        var files = log.Segments.Length;
        fixture.Time.Advance(TimeSpan.FromDays(30));
        fixture.Store.RunHousekeeping();
        Assert.InRange(log.SizeBytes, 10_000, 15_000);
        Assert.True(log.Segments.Length < files);
        Assert.Equal(log.Segments.Length, Directory.GetFiles(log.Directory, "*.log").Length);
        var start = log.LogStartOffset;
        await fixture.Reopen();
        Assert.Equal(start, fixture.Topic("t").LogStartOffset);
        Assert.Equal(200 - start, fixture.Topic("t").ReadAll().Count);
    }

    [Fact]
    public async Task An_open_transaction_keeps_its_data()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t", ("retention.ms", "1000"));
        Fill(fixture, log, 50);
        log.AppendFlushed(BatchBuilder.Build([new TestRecord("k", "v", 1)], Codec.None, 1, 0, 0, Batch.TransactionalBit));
        Fill(fixture, log, 50);
        fixture.Time.Advance(TimeSpan.FromHours(1));
        fixture.Store.RunHousekeeping();
        Assert.InRange(log.LogStartOffset, 1, 50);
        Assert.Equal(50, log.LastStableOffset);
        Assert.Equal(50, log.ReadAll(50)[0].Offset);
    }

    [Fact]
    public async Task Segments_below_deleted_records_go_even_where_retention_is_unlimited()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t", ("retention.ms", "-1"), ("cleanup.policy", "compact"), ("min.cleanable.dirty.ratio", "1"));
        Fill(fixture, log, 100);
        var before = log.Segments.Length;
        log.DeleteRecordsTo(90, out _);
        fixture.Store.RunHousekeeping();
        Assert.True(log.Segments.Length < before);
        Assert.Equal(90, log.LogStartOffset);
        Assert.Equal(90, log.ReadAll()[0].Offset);
    }

    static void Fill(StoreFixture fixture, PartitionLog log, int batches)
    {
        for (var i = 0; i < batches; i++) log.AppendFlushed(BatchBuilder.Of(1, "k", 150, timestamp: fixture.Time.GetUtcNow().ToUnixTimeMilliseconds()));
    }
}
