using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

public sealed class IdempotenceTests
{
    const long Pid = 77;

    [Fact]
    public async Task The_last_five_batches_are_recognised_and_answered_with_their_first_offset()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        log.AppendFlushed(BatchBuilder.Of(4));
        for (var i = 0; i < 7; i++) Assert.Equal(4 + i * 3, Send(log, 0, i * 3, 3).BaseOffset);
        for (var i = 2; i < 7; i++)
        {
            var again = Send(log, 0, i * 3, 3);
            Assert.Equal((KafkaError.None, true, 4L + i * 3), (again.Error, again.Duplicate, again.BaseOffset));
        }
        Assert.Equal(KafkaError.OutOfOrderSequenceNumber, Send(log, 0, 3, 3).Error);
        Assert.Equal(25, log.LogEndOffset);
    }

    [Theory]
    [InlineData((short)0, 3, KafkaError.None)] // follows
    [InlineData((short)0, 4, KafkaError.OutOfOrderSequenceNumber)] // a gap
    [InlineData((short)0, 1, KafkaError.OutOfOrderSequenceNumber)] // inside the last batch
    [InlineData((short)1, 0, KafkaError.None)] // a new epoch starts at 0
    [InlineData((short)1, 3, KafkaError.OutOfOrderSequenceNumber)] // and nowhere else
    public async Task The_next_sequence_after_0_to_2_in_epoch_0(short epoch, int sequence, object expected)
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        Send(log, 0, 0, 3);
        Assert.Equal((KafkaError)expected, Send(log, epoch, sequence, 1).Error);
    }

    [Fact]
    public async Task An_older_epoch_is_fenced_and_an_unknown_producer_may_start_anywhere()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        Assert.Equal(KafkaError.None, Send(log, 5, 1234, 2).Error);
        Assert.Equal(KafkaError.InvalidProducerEpoch, Send(log, 4, 1236, 1).Error);
        Assert.Equal(KafkaError.None, Send(log, 5, 1236, 1).Error);
    }

    [Fact]
    public async Task Sequences_wrap_after_the_largest_int()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        Assert.Equal(KafkaError.None, Send(log, 0, int.MaxValue - 1, 2).Error);
        Assert.Equal(KafkaError.OutOfOrderSequenceNumber, Send(log, 0, 1, 1).Error);
        Assert.Equal(KafkaError.None, Send(log, 0, 0, 2).Error);
        Assert.Equal(KafkaError.None, Send(log, 0, 2, 1).Error);
        var other = fixture.Topic("u");
        Assert.Equal(KafkaError.None, Send(other, 0, int.MaxValue - 1, 4).Error);
        Assert.Equal(KafkaError.None, Send(other, 0, 2, 1).Error);
    }

    [Fact]
    public async Task Sequence_state_survives_stop_crash_and_segment_rolls()
    {
        await using var fixture = StoreFixture.Create(o => o with { SegmentBytes = 4096 });
        var log = fixture.Topic("t");
        var sequence = 0;
        for (var round = 0; round < 8; round++)
        {
            for (var i = 0; i < 15; i++, sequence += 10) Assert.Equal(KafkaError.None, Send(log, 0, sequence, 10).Error);
            log.FlushNow();
            if (round % 2 == 0) await fixture.Crash();
            else await fixture.Reopen();
            log = fixture.Topic("t");
            var again = Send(log, 0, sequence - 20, 10);
            Assert.True(again.Duplicate, $"round {round}");
            Assert.Equal(sequence - 20, again.BaseOffset);
            Assert.Equal(KafkaError.OutOfOrderSequenceNumber, Send(log, 0, sequence + 1, 1).Error);
        }
    }

    [Fact]
    public async Task Idle_producers_are_forgotten_after_the_expiration()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        Send(log, 0, 0, 3);
        log.FlushNow();
        fixture.Time.Advance(TimeSpan.FromHours(23));
        fixture.Store.RunHousekeeping();
        Assert.Equal(KafkaError.OutOfOrderSequenceNumber, Send(log, 0, 9, 1).Error);
        fixture.Time.Advance(TimeSpan.FromHours(2));
        fixture.Store.RunHousekeeping();
        Assert.Equal(KafkaError.None, Send(log, 0, 9, 1).Error);
    }

    [Fact]
    public async Task Open_transactions_hold_the_last_stable_offset_and_aborted_ones_are_listed_after_a_crash()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        log.AppendFlushed(BatchBuilder.Of(2));
        log.AppendFlushed(Transactional(1, 0, 0, 3));
        log.AppendFlushed(Transactional(2, 0, 0, 1));
        Assert.Equal((6L, 2L), (log.HighWatermark, log.LastStableOffset));
        Assert.Equal(KafkaError.InvalidTxnState, log.Append(BatchBuilder.Of(1, "k", 10, 1, 0, 3)).Error);
        Assert.Equal(KafkaError.InvalidRecord, log.Append(BatchBuilder.Marker(1, 0, true)).Error);
        Assert.Equal(KafkaError.None, Mark(log, 1, 0, commit: false).Error);
        Assert.Equal(5, log.LastStableOffset);
        await fixture.Crash();
        log = fixture.Topic("t");
        Assert.Equal((7L, 5L), (log.HighWatermark, log.LastStableOffset));
        Assert.True(log.HasOpenTransaction(2));
        Assert.Equal([new AbortedTransaction(1, 2)], Aborted(log, 0, 7));
        Assert.Empty(Aborted(log, 0, 2));
        Assert.Equal(KafkaError.None, Mark(log, 2, 1, commit: true).Error);
        Assert.Equal(8, log.LastStableOffset);
        Assert.Equal(KafkaError.InvalidProducerEpoch, log.Append(Transactional(2, 0, 1, 1)).Error);
        await fixture.Reopen();
        Assert.Equal([new AbortedTransaction(1, 2)], Aborted(fixture.Topic("t"), 0, 8));
        Assert.Equal(8, fixture.Topic("t").LastStableOffset);
    }

    static List<AbortedTransaction> Aborted(PartitionLog log, long from, long to)
    {
        List<AbortedTransaction> list = [];
        log.AbortedTransactions(from, to, list);
        return list;
    }

    static AppendResult Mark(PartitionLog log, long pid, short epoch, bool commit)
    {
        var result = log.Append(BatchBuilder.Marker(pid, epoch, commit), AppendOrigin.Coordinator);
        log.FlushNow();
        return result;
    }

    static byte[] Transactional(long pid, short epoch, int sequence, int count) =>
        BatchBuilder.Build([.. Enumerable.Range(0, count).Select(i => new TestRecord($"k{i}", "v"))], Codec.None, pid, epoch, sequence, Batch.TransactionalBit);

    static AppendResult Send(PartitionLog log, short epoch, int sequence, int count) => log.Append(BatchBuilder.Of(count, "k", 10, Pid, epoch, sequence));
}
