using AuditOps.Embedded.Kafka.Storage;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

public sealed class TimestampTests
{
    [Theory]
    [InlineData(Codec.None, false)]
    [InlineData(Codec.Gzip, false)]
    [InlineData(Codec.Snappy, false)]
    [InlineData(Codec.Snappy, true)]
    [InlineData(Codec.Lz4, false)]
    [InlineData(Codec.Zstd, false)]
    public async Task Every_timestamp_finds_the_first_record_at_or_after_it(object codec, bool xerial)
    {
        const int seed = 31;
        var random = new Random(seed);
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096, IndexIntervalBytes = 512 });
        var log = fixture.Topic("t");
        List<long> timestamps = [];
        for (var i = 0; i < 80; i++)
        {
            // Mostly rising, sometimes out of order, as several producers make it.
            var records = Enumerable.Range(0, random.Next(1, 8)).Select(n => new TestRecord($"k{n}", new string('v', 40), 10_000 + i * 10 + random.Next(-60, 60))).ToArray();
            timestamps.AddRange(records.Select(r => r.Timestamp));
            log.AppendFlushed(BatchBuilder.Build(records, (Codec)codec, xerial: xerial));
        }
        foreach (var reopened in new[] { false, true })
        {
            if (reopened) await fixture.Reopen();
            log = fixture.Topic("t");
            for (long wanted = 9_900; wanted < 10_900; wanted += 7)
            {
                var index = timestamps.FindIndex(t => t >= wanted);
                Assert.Equal(index < 0 ? TimestampOffset.None : new TimestampOffset(timestamps[index], index), log.OffsetForTimestamp(wanted));
            }
            Assert.Equal(new TimestampOffset(timestamps.Max(), timestamps.IndexOf(timestamps.Max())), log.MaxTimestamp());
        }
    }

    [Fact]
    public async Task Deleted_records_are_not_found_by_timestamp()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        Assert.Equal(TimestampOffset.None, log.MaxTimestamp());
        log.AppendFlushed(BatchBuilder.Of(5, timestamp: 100));
        log.AppendFlushed(BatchBuilder.Of(5, timestamp: 50));
        log.DeleteRecordsTo(3, out _);
        Assert.Equal(new TimestampOffset(103, 3), log.OffsetForTimestamp(1));
        log.DeleteRecordsTo(6, out _);
        Assert.Equal(new TimestampOffset(51, 6), log.OffsetForTimestamp(1));
        Assert.Equal(new TimestampOffset(54, 9), log.MaxTimestamp());
    }
}
