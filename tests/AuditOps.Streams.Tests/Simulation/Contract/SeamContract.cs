using System.Text;
using AuditOps.Streams.Runtime.Kafka;
using AuditOps.Streams.Testing;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Streams.Tests.Simulation.Contract;

/// <summary>
/// What the runtime relies on at its seam to Kafka. The same tests run on the simulated cluster and on the client with a real broker: what one of them
/// allows and the other does not would make the simulation prove nothing.
/// </summary>
public abstract class SeamContract
{
    private static readonly TopicPartition In = new("in", 0);
    private static readonly TopicPartition Out = new("out", 0);

    [Fact]
    public async Task Outputs_and_offsets_appear_with_the_commit_and_not_before()
    {
        await using var bed = await Bed();
        bed.Publish("in", 0, "a", "b");
        using var member = new SeamMember(bed, "g", "1", "in");
        using var table = new SeamTable(bed, From(Out, -2));
        member.PollUntil(() => member.Records.Count == 2, "the input");
        member.Produce("out", 0, "x", "y");
        table.PollOften();
        Assert.Empty(table.Records);
        Assert.Equal(-1, member.Committed(In));

        Assert.Null(member.Commit(From(In, 2)));

        Assert.Equal(["x", "y"], table.Until(() => table.Records.Count >= 2, "the output").Values);
        Assert.Equal(2, member.Committed(In));
    }

    [Fact]
    public async Task What_is_aborted_is_seen_by_nobody_and_the_session_goes_on()
    {
        await using var bed = await Bed();
        using var member = new SeamMember(bed, "g", "1", "in");
        member.Produce("out", 0, "gone");
        member.Abort();
        member.Produce("out", 0, "kept");
        Assert.Null(member.Commit());

        using var table = new SeamTable(bed, From(Out, -2));
        Assert.Equal(["kept"], table.ToEnd(Out).Values);
    }

    [Fact]
    public async Task The_end_is_told_behind_the_marker_of_a_transaction()
    {
        await using var bed = await Bed();
        using var member = new SeamMember(bed, "g", "1");
        member.Produce("out", 0, "x");
        Assert.Null(member.Commit());

        using var table = new SeamTable(bed, From(Out, -2));
        table.ToEnd(Out);

        Assert.Equal(0, Assert.Single(table.Records).Offset);
        Assert.Equal(2, table.Ends[Out]);
    }

    [Fact]
    public async Task A_reader_that_begins_at_the_very_end_is_told_so_even_behind_a_marker()
    {
        await using var bed = await Bed();
        using var member = new SeamMember(bed, "g", "1");
        member.Produce("out", 0, "x");
        Assert.Null(member.Commit());

        using var atEnd = new SeamTable(bed, From(Out, 2));
        Assert.Equal(2, atEnd.ToEnd(Out).Ends[Out]);
        using var atMarker = new SeamTable(bed, From(Out, 1));
        Assert.Equal(2, atMarker.ToEnd(Out).Ends[Out]);
        Assert.Empty(atMarker.Records);
    }

    [Fact]
    public async Task An_open_transaction_holds_back_what_others_write_behind_it()
    {
        await using var bed = await Bed();
        using var slow = new SeamMember(bed, "g", "1");
        using var quick = new SeamMember(bed, "g", "2");
        slow.Produce("out", 0, [.. Enumerable.Range(0, 10).Select(i => $"s{i}")]);
        using var table = new SeamTable(bed, From(Out, -2));
        await Written(bed);
        quick.Produce("out", 0, "q");
        Assert.Null(quick.Commit());
        table.PollOften();
        Assert.Empty(table.Records);

        Assert.Null(slow.Commit());

        Assert.Equal([.. Enumerable.Range(0, 10).Select(i => $"s{i}"), "q"], table.Until(() => table.Records.Count >= 11, "both outputs").Values);
    }

    [Fact]
    public async Task The_end_is_not_told_while_a_transaction_is_undecided()
    {
        await using var bed = await Bed();
        using var slow = new SeamMember(bed, "g", "1");
        using var quick = new SeamMember(bed, "g", "2");
        quick.Produce("out", 0, "first");
        Assert.Null(quick.Commit());
        slow.Produce("out", 0, [.. Enumerable.Range(0, 10).Select(i => $"s{i}")]);
        await Written(bed);
        quick.Produce("out", 0, "second");
        Assert.Null(quick.Commit());

        // Whoever restores from here must not take this for everything: "second" is committed and lies behind.
        using var table = new SeamTable(bed, From(Out, -2));
        table.Until(() => table.Records.Count > 0, "the first record").PollOften();
        Assert.Equal(["first"], table.Values);
        Assert.Empty(table.Ends);

        slow.Abort();
        Assert.Equal(["first", "second"], table.ToEnd(Out).Values);
    }

    [Fact]
    public async Task The_next_holder_of_an_id_fences_the_one_before()
    {
        await using var bed = await Bed();
        using var zombie = new SeamMember(bed, "g", "same");
        zombie.Produce("out", 0, [.. Enumerable.Range(0, 10).Select(i => $"z{i}")]);
        using var next = new SeamMember(bed, "g", "same");
        next.Produce("out", 0, "n");
        Assert.Null(next.Commit());

        var end = zombie.Commit();

        Assert.True(end is StreamsErrorCode.KafkaProducerLost or StreamsErrorCode.KafkaAborted, $"the zombie's commit ended as {end}");
        using var table = new SeamTable(bed, From(Out, -2));
        Assert.Equal(["n"], table.ToEnd(Out).Values);

        // It may come back by abort, and is then the holder.
        zombie.Abort();
        zombie.Produce("out", 0, "back");
        Assert.Null(zombie.Commit());
        Assert.Equal(["n", "back"], table.Until(() => table.Records.Count >= 2, "the output after the abort").Values);
    }

    [Fact]
    public async Task A_member_that_was_thrown_out_commits_nothing()
    {
        await using var bed = await Bed();
        bed.Publish("in", 0, "a");
        using var former = new SeamMember(bed, "g", "1", "in");
        former.PollUntil(() => former.Records.Count == 1, "the input");
        former.Produce("out", 0, "x");
        bed.ExpelMembers("g");
        using var next = new SeamMember(bed, "g", "2", "in");
        next.PollUntil(() => next.Assigned.Count > 0, "the assignment");

        Assert.Equal(StreamsErrorCode.KafkaAborted, former.Commit(From(In, 1)));

        former.Abort();
        Assert.Equal(-1, next.Committed(In));
        using var table = new SeamTable(bed, From(Out, -2));
        Assert.Empty(table.ToEnd(Out).Records);
        former.PollUntil(() => former.Lost.Contains(In) || former.Assigned.Count < 2, "the news");
    }

    [Fact]
    public async Task A_transaction_that_takes_too_long_is_aborted_and_frees_its_readers()
    {
        await using var bed = await Bed();
        using var slow = new SeamMember(bed, "g", "1");
        slow.Produce("out", 0, [.. Enumerable.Range(0, 10).Select(i => $"s{i}")]);
        using var table = new SeamTable(bed, From(Out, -2));
        await Written(bed);
        bed.OutlastTransaction();
        bed.Publish("out", 0, "after");
        Assert.Equal(["after"], table.Until(() => table.Records.Count > 0, "the record behind the transaction").Values);

        Assert.NotNull(slow.Commit());

        slow.Abort();
        slow.Produce("out", 0, "again");
        Assert.Null(slow.Commit());
        Assert.Equal(["after", "again"], table.Until(() => table.Records.Count > 1, "the record after the abort").Values);
    }

    [Fact]
    public async Task A_commit_without_answer_is_repeated_until_it_has_one_and_counts_once()
    {
        await using var bed = await Bed();
        bed.Publish("in", 0, "a", "b");
        using var member = new SeamMember(bed, "g", "1", "in");
        member.PollUntil(() => member.Records.Count == 2, "the input");
        member.Produce("out", 0, [.. Enumerable.Range(0, 20).Select(i => $"x{i}")]);
        await bed.InterruptAsync();

        var end = member.Commit(From(In, 2));
        if (end is not null)
        {
            member.Abort();
            Assert.Equal(-1, member.Committed(In));
            member.Produce("out", 0, [.. Enumerable.Range(0, 20).Select(i => $"x{i}")]);
            Assert.Null(member.Commit(From(In, 2)));
        }

        using var table = new SeamTable(bed, From(Out, -2));
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"x{i}")], table.ToEnd(Out).Values);
        Assert.Equal(2, member.Committed(In));
    }

    [Fact]
    public async Task The_next_member_begins_at_the_committed_offset()
    {
        await using var bed = await Bed();
        bed.Publish("in", 0, "a", "b", "c");
        using (var first = new SeamMember(bed, "g", "1", "in"))
        {
            first.PollUntil(() => first.Records.Count == 3, "the input");
            Assert.Null(first.Commit(From(In, 1)));
        }

        using var second = new SeamMember(bed, "g", "1", "in");
        Assert.Equal(["b", "c"], second.PollUntil(() => second.Ends.ContainsKey(In), "the end").Values);
        Assert.Equal(3, second.Ends[In]);
    }

    [Fact]
    public async Task Partitions_move_to_a_member_that_enters_and_can_be_committed_for_while_they_go()
    {
        await using var bed = await Bed();
        for (var partition = 0; partition < 2; partition++)
            bed.Publish("in", partition, "a", "b");
        using var first = new SeamMember(bed, "g", "1", "in");
        first.PollUntil(() => first.Records.Count == 4, "the input");
        StreamsErrorCode? end = StreamsErrorCode.NotYet;
        first.Revoking = () => end = first.Commit(From(new TopicPartition("in", 0), 2), From(new TopicPartition("in", 1), 2));
        using var second = new SeamMember(bed, "g", "2", "in");
        second.PollUntil(() =>
        {
            first.Poll();
            return second.Assigned.Count == 1 && first.Assigned.Count == 1;
        }, "one partition each");

        Assert.Null(end);
        first.Revoking = null;
        Assert.Empty(first.Assigned.Intersect(second.Assigned));
        var taken = second.Assigned.Single();
        bed.Publish("in", taken.Partition.Value, "c");
        Assert.Equal(["c"], second.PollUntil(() => second.Records.Count > 0, "the next record").Values);
    }

    [Fact]
    public async Task Seeking_reads_again_from_there_and_the_end_is_told_again()
    {
        await using var bed = await Bed();
        bed.Publish("in", 0, "a", "b", "c");
        using var member = new SeamMember(bed, "g", "1", "in");
        member.PollUntil(() => member.Ends.ContainsKey(In), "the end");
        member.Records.Clear();
        member.Ends.Clear();

        member.Session.Seek(In, 1);

        Assert.Equal(["b", "c"], member.PollUntil(() => member.Ends.ContainsKey(In), "the end").Values);
    }

    [Fact]
    public async Task A_paused_partition_gives_nothing_and_loses_nothing()
    {
        await using var bed = await Bed();
        using var member = new SeamMember(bed, "g", "1", "in");
        member.PollUntil(() => member.Ends.Count == 2, "both ends");
        member.Session.Pause([In]);
        bed.Publish("in", 0, "a");
        bed.Publish("in", 1, "b");
        member.PollUntil(() => member.Records.Count > 0, "the other partition's record");
        for (var i = 0; i < 10; i++)
            member.Poll();
        Assert.Equal(["b"], member.Values);

        member.Session.Resume([In]);

        Assert.Equal(["b", "a"], member.PollUntil(() => member.Records.Count > 1, "the paused record").Values);
    }

    [Fact]
    public async Task A_record_tells_its_offset_when_it_is_acknowledged_and_a_tombstone_stays_one()
    {
        await using var bed = await Bed();
        using var member = new SeamMember(bed, "g", "1");
        var offsets = new List<long>();
        foreach (var value in new[] { "x"u8.ToArray(), null })
            member.Session.Produce(new OutgoingRecord("out", "k"u8.ToArray(), value, null, 1_700_000_000_000, 0, offset => { lock (offsets) offsets.Add(offset); }));
        Assert.Null(member.Commit());

        lock (offsets)
            Assert.Equal([0, 1], offsets);
        using var table = new SeamTable(bed, From(Out, -2));
        Assert.Equal(["x", "(none)"], table.ToEnd(Out).Values);
        Assert.Equal(1_700_000_000_000, table.Records[0].TimestampMs);
    }

    [Fact]
    public async Task A_key_lies_where_every_client_of_kafka_puts_it()
    {
        await using var bed = await Bed();
        using var member = new SeamMember(bed, "g", "1");
        var keys = Enumerable.Range(0, 40).Select(i => new string('k', i % 9) + i).ToList();
        foreach (var key in keys)
            member.Session.Produce(new OutgoingRecord("wide", Encoding.UTF8.GetBytes(key), "v"u8.ToArray(), null, 1_700_000_000_000));
        Assert.Null(member.Commit());

        using var table = new SeamTable(bed, [.. Enumerable.Range(0, 4).Select(partition => From(new TopicPartition("wide", partition), -2))]);
        table.Until(() => table.Records.Count >= keys.Count, "the records");
        Assert.All(table.Records, record => Assert.Equal(Murmur2.Partition(record.Key, 4), record.Partition.Partition.Value));
    }

    [Fact]
    public async Task A_reader_below_the_start_of_a_log_is_told_and_begins_anew()
    {
        await using var bed = await Bed();
        bed.Publish("out", 0, "a", "b", "c");
        await bed.TruncateAsync("out", 0, 2);
        using var table = new SeamTable(bed, From(Out, 1));
        table.Until(() => table.OutOfRange.Contains(Out), "the word that the offset is gone");
        Assert.Empty(table.Records);

        table.Reader.Assign([From(Out, -2)]);

        Assert.Equal(["c"], table.ToEnd(Out).Values);
    }

    [Fact]
    public async Task An_unknown_topic_is_a_matter_of_waiting()
    {
        await using var bed = await Bed();
        using var reader = bed.Access("g", "1").OpenReader("r");
        Assert.Equal(2, reader.PartitionCount("in"));

        var failure = Assert.Throws<StreamsException>(() => reader.PartitionCount("nowhere"));

        Assert.Equal(StreamsErrorCode.KafkaTransient, failure.Code);
    }

    private protected abstract ISeamBed CreateBed();

    private async Task<ISeamBed> Bed()
    {
        var bed = CreateBed();
        await bed.CreateTopicAsync("in", 2);
        await bed.CreateTopicAsync("out", 1);
        await bed.CreateTopicAsync("wide", 4);
        return bed;
    }

    /// <summary>Waits until the client has sent what it was given: nobody may see it, so there is nothing to wait for but time.</summary>
    private static async Task Written(ISeamBed bed)
    {
        await Task.Yield();
        for (var i = 0; i < 15; i++)
            bed.Pass();
    }

    private static TopicPartitionOffset From(TopicPartition partition, long offset) => new(partition, offset);
}
