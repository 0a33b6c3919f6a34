using Xunit;

namespace AuditOps.Streams.Tests.State;

public sealed class WindowStoreTests
{
    private const long Minute = 60_000;
    private static readonly WindowStoreSpec<string, long> Spec = new(
        "w", new Utf8Serde(), new Int64Serde(), Window: TimeSpan.FromMinutes(10), Grace: TimeSpan.FromMinutes(5), Kept: TimeSpan.FromMinutes(60)) { Skew = TimeSpan.FromMinutes(1) };

    [Fact]
    public void A_value_is_refused_once_its_window_and_grace_have_passed_and_counts_as_late_when_committed()
    {
        var store = New();
        store.Observe("a", 14 * Minute, 14 * Minute);
        Assert.True(store.Put("a", "k", 0, 1));
        store.Observe("a", 15 * Minute, 15 * Minute);

        Assert.False(store.Put("a", "k", 0, 2));

        Assert.Equal(0, store.Late);
        store.Merge();
        Assert.Equal(1, store.Late);
        Assert.True(store.TryGet("a", "k", 0, out var value));
        Assert.Equal(1, value);
    }

    [Fact]
    public void One_time_key_running_ahead_makes_no_other_late()
    {
        var store = New();
        store.Observe("fast", 500 * Minute, 500 * Minute);
        store.Observe("slow", 1 * Minute, 500 * Minute);

        Assert.True(store.Put("slow", "k", 0, 1));
        Assert.False(store.Put("fast", "k", 0, 1));
    }

    [Fact]
    public void Windows_older_than_kept_are_gone_for_readers_at_once_and_from_memory_after_the_commit()
    {
        var store = New();
        for (var start = 0L; start < 100; start += 10)
        {
            store.Observe("a", start * Minute, start * Minute);
            Assert.True(store.Put("a", "k", start * Minute, start));
        }

        Assert.Equal([30, 40, 50, 60, 70, 80, 90], store.Fetch("a", "k", 0, 200 * Minute).Select(found => found.Value));
        store.Merge();
        Assert.False(store.TryGet("a", "k", 20 * Minute, out _));
        Assert.InRange(store.Entries, 7, 8);
    }

    [Fact]
    public void A_dropped_transaction_leaves_neither_values_nor_time()
    {
        var store = New();
        store.Observe("a", 10 * Minute, 10 * Minute);
        store.Put("a", "k", 10 * Minute, 1);
        store.Merge();
        var before = MemoryChangelog.Dump(store);

        store.Observe("a", 500 * Minute, 500 * Minute);
        store.Put("a", "k", 500 * Minute, 2);
        store.Delete("a", "k", 10 * Minute);
        store.Drop();

        Assert.Equal(before, MemoryChangelog.Dump(store));
        Assert.Equal(10 * Minute, store.StreamTime("a"));
        Assert.True(store.TryGet("a", "k", 10 * Minute, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_committed_content_is_the_replay_of_the_changelog_whole_or_compacted(int seed)
    {
        var random = new Random(seed);
        var store = New();
        var changelog = new MemoryChangelog();
        for (var transaction = 0; transaction < 200; transaction++)
        {
            for (var i = random.Next(10); i > 0; i--)
                Act(store, random, transaction);
            if (random.Next(4) == 0)
            {
                store.Drop();
                continue;
            }

            store.WriteChanges(changelog);
            store.Merge();
        }

        foreach (var isCompacted in new[] { false, true })
        {
            var replayed = New();
            changelog.Replay(replayed, isCompacted);
            Assert.True(MemoryChangelog.Dump(store) == MemoryChangelog.Dump(replayed), $"seed {seed}, compacted {isCompacted}");
            Assert.Equal(store.Entries, replayed.Entries);
            Assert.Equal(store.Bytes, replayed.Bytes);
        }
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(-62_135_596_800_001)]
    public void An_impossible_time_moves_nothing_and_closes_nothing(long eventMs)
    {
        var store = New();
        store.Put("a", "k", 10 * Minute, 1);
        store.Merge();

        store.Observe("a", eventMs, 20 * Minute);
        store.Merge();

        Assert.Equal(long.MinValue, store.StreamTime("a"));
        Assert.True(store.TryGet("a", "k", 10 * Minute, out _));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Stream_time_never_goes_back_and_never_follows_a_time_from_the_future(int seed)
    {
        var random = new Random(seed);
        var store = New();
        var now = 1_000 * Minute;
        var committed = long.MinValue;
        for (var i = 0; i < 20_000; i++)
        {
            now += random.Next((int)Minute);
            var before = store.StreamTime("a");
            var eventMs = now + random.NextInt64(-300 * Minute, 300 * Minute);
            store.Observe("a", eventMs, now);

            var after = store.StreamTime("a");
            Assert.True(after >= before, $"seed {seed}: from {before} back to {after}");
            Assert.True(after <= now + Minute, $"seed {seed}: {after} lies after {now}");
            Assert.True(after == before || after == eventMs, $"seed {seed}: {after} is nobody's time");
            if (random.Next(10) == 0)
            {
                store.Merge();
                Assert.True(store.StreamTime("a") >= committed, $"seed {seed}: a commit went back");
                committed = store.StreamTime("a");
            }
            else if (random.Next(50) == 0)
            {
                store.Drop();
                Assert.Equal(committed, store.StreamTime("a"));
            }
        }
    }

    [Fact]
    public void An_entry_that_is_none_of_its_own_is_an_error_and_not_a_crash()
    {
        var random = new Random(5);
        var store = New();
        for (var i = 0; i < 5_000; i++)
        {
            var key = new byte[random.Next(24)];
            random.NextBytes(key);
            if (key.Length > 0 && random.Next(2) == 0)
                key[0] = (byte)random.Next(2);
            var value = new byte[random.Next(12)];
            try
            {
                store.Restore(key, value, random.Next(4) == 0, 0);
            }
            catch (StreamsException e)
            {
                Assert.Equal(StreamsErrorCode.RecordFailed, e.Code);
            }
        }
    }

    private static WindowStore<string, long> New() => (WindowStore<string, long>)Spec.Create(new StoreContext("t", 0, 1));

    private static void Act(WindowStore<string, long> store, Random random, int transaction)
    {
        var timeKey = "t" + random.Next(3);
        var key = "k" + random.Next(5);
        var now = (transaction * 5 + random.Next(20)) * Minute;
        if (random.Next(3) == 0)
            store.Observe(timeKey, now - random.Next(30) * Minute, now);
        else if (random.Next(5) == 0)
            store.Delete(timeKey, key, store.WindowOf(now - random.Next(40) * Minute));
        else
            store.Put(timeKey, key, store.WindowOf(now - random.Next(40) * Minute), random.Next());
    }
}
