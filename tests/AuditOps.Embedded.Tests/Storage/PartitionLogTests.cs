using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

public sealed class PartitionLogTests
{
    [Fact]
    public async Task Appended_batches_get_consecutive_offsets_and_come_back_unchanged()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t");
        var random = new Random(11);
        long expected = 0;
        for (var i = 0; i < 200; i++)
        {
            var count = random.Next(1, 20);
            var result = log.AppendFlushed(BatchBuilder.Of(count, $"b{i}-", random.Next(0, 300)));
            Assert.Equal(KafkaError.None, result.Error);
            Assert.Equal(expected, result.BaseOffset);
            expected += count;
        }
        Assert.Equal(expected, log.LogEndOffset);
        Assert.True(log.Segments.Length > 5);
        var all = log.ReadAll();
        Assert.Equal(Enumerable.Range(0, (int)expected).Select(i => (long)i), all.Select(r => r.Offset));
        for (var tries = 0; tries < 300; tries++)
        {
            var from = random.Next(0, (int)expected);
            Assert.Equal(all.Skip(from).Take(3), log.ReadAll(from, random.Next(10, 5000)).Take(3));
        }
    }

    [Fact]
    public async Task A_read_gives_the_size_needed_when_the_first_batch_does_not_fit()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        log.AppendFlushed(BatchBuilder.Of(1));
        var large = BatchBuilder.Of(1, "large", 5000);
        log.AppendFlushed(large);
        foreach (var room in new[] { 0, 60, 61, 100, 4000 })
        {
            var result = log.Read(1, log.HighWatermark, new byte[room]);
            Assert.Equal((0, large.Length), (result.Bytes, result.NeededBytes));
        }
        Assert.Equal(large.Length, log.Read(1, log.HighWatermark, new byte[large.Length]).Bytes);
    }

    [Fact]
    public async Task Nothing_is_readable_before_it_is_flushed_and_offsets_outside_are_refused()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        Assert.Equal(0, log.Read(0, log.HighWatermark, new byte[100]).Bytes);
        log.AppendFlushed(BatchBuilder.Of(3));
        Assert.Equal(KafkaError.OffsetOutOfRange, log.Read(4, long.MaxValue, new byte[1000]).Error);
        Assert.Equal(KafkaError.OffsetOutOfRange, log.Read(-1, long.MaxValue, new byte[1000]).Error);
        Assert.Equal(0, log.Read(0, 0, new byte[1000]).Bytes);
        Assert.Equal(0, log.Read(3, log.HighWatermark, new byte[1000]).Bytes);
    }

    [Fact]
    public async Task Flush_waiters_are_told_after_the_flush_and_data_waiters_once_per_change()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        var waiter = new Waiter();
        var stamp = log.ChangeStamp;
        Assert.True(log.RegisterDataWaiter(waiter, stamp));
        var result = log.Append(BatchBuilder.Of(2));
        if (log.RegisterFlushWaiter(result.FlushOffset, waiter, 42)) await waiter.Flushed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await waiter.Changed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(2, log.FlushedOffset);
        Assert.False(log.RegisterDataWaiter(waiter, stamp));
        Assert.False(log.RegisterFlushWaiter(2, waiter, 1));
    }

    [Fact]
    public async Task Deleting_a_topic_wakes_its_waiters_and_its_log_answers_unknown_topic()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        log.AppendFlushed(BatchBuilder.Of(2));
        var waiter = new Waiter();
        Assert.True(log.RegisterDataWaiter(waiter, log.ChangeStamp));
        Assert.Equal(KafkaError.None, fixture.Store.DeleteTopic("t"));
        await waiter.Changed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(KafkaError.UnknownTopicOrPartition, log.Append(BatchBuilder.Of(1)).Error);
        Assert.Equal(KafkaError.UnknownTopicOrPartition, log.Read(0, 2, new byte[1000]).Error);
        var old = log.TopicId;
        var again = fixture.Topic("t");
        Assert.NotEqual(old, again.TopicId);
        Assert.Equal(0, again.LogEndOffset);
    }

    [Fact]
    public async Task Deleted_records_stay_deleted_after_a_crash()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        for (var i = 0; i < 5; i++) log.AppendFlushed(BatchBuilder.Of(10));
        Assert.Equal(KafkaError.OffsetOutOfRange, log.DeleteRecordsTo(51, out _));
        Assert.Equal(KafkaError.None, log.DeleteRecordsTo(17, out var low));
        Assert.Equal(17, low);
        Assert.Equal(KafkaError.None, log.DeleteRecordsTo(3, out low));
        Assert.Equal(17, low);
        await fixture.Crash();
        log = fixture.Topic("t");
        Assert.Equal(17, log.LogStartOffset);
        Assert.Equal(KafkaError.OffsetOutOfRange, log.Read(16, log.HighWatermark, new byte[4096]).Error);
        Assert.Equal(17, log.ReadAll()[0].Offset);
        Assert.Equal(KafkaError.None, log.DeleteRecordsTo(-1, out low));
        Assert.Equal(50, low);
        await fixture.Reopen();
        Assert.Equal((50, 50), (fixture.Topic("t").LogStartOffset, fixture.Topic("t").LogEndOffset));
    }

    [Fact]
    public async Task Log_append_time_replaces_the_clients_timestamps()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t", ("message.timestamp.type", "LogAppendTime"));
        var result = log.AppendFlushed(BatchBuilder.Of(3, timestamp: 5));
        Assert.Equal(1_000_000, result.AppendTimeMs);
        var into = new byte[1000];
        log.Read(0, log.HighWatermark, into);
        Assert.Equal(1_000_000, Batch.MaxTimestamp(into));
        Assert.Equal(Batch.LogAppendTimeBit, Batch.Attributes(into));
        Assert.True(Batch.CrcMatches(into.AsSpan(0, (int)Batch.Size(into))));
        Assert.Equal(new TimestampOffset(1_000_000, 0), log.OffsetForTimestamp(6));
    }

    [Fact]
    public async Task A_nearly_full_disk_refuses_appends_with_a_sentence_and_takes_them_again_later()
    {
        long free = 100;
        await using var fixture = StoreFixture.Create(o => o with { MinFreeDiskBytes = 1000, FreeDiskProbe = _ => free });
        var log = fixture.Topic("t");
        var result = log.Append(BatchBuilder.Of(1));
        Assert.Equal(KafkaError.KafkaStorageError, result.Error);
        Assert.Contains("free", result.Message, StringComparison.Ordinal);
        Assert.True(fixture.Store.DiskNearlyFull);
        free = 10_000;
        await fixture.Reopen();
        Assert.Equal(KafkaError.None, fixture.Topic("t").Append(BatchBuilder.Of(1)).Error);
    }

    [Fact]
    public async Task A_second_store_on_the_same_directory_is_refused()
    {
        await using var fixture = StoreFixture.Create();
        var e = Assert.Throws<EmbeddedKafkaException>(() => LogStore.Open(fixture.Options, fixture.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));
        Assert.Contains("Another process", e.Message, StringComparison.Ordinal);
    }

    internal sealed class Waiter : IFlushWaiter, IDataWaiter
    {
        public TaskCompletionSource<(long Token, KafkaError Error)> Flushed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnFlushed(long token, KafkaError error) => Flushed.TrySetResult((token, error));

        public void OnChanged(PartitionLog log) => Changed.TrySetResult();
    }
}
