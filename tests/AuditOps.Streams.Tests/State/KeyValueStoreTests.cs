using Xunit;

namespace AuditOps.Streams.Tests.State;

public sealed class KeyValueStoreTests
{
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void The_committed_content_is_the_replay_of_the_changelog_whole_or_compacted(int seed)
    {
        var random = new Random(seed);
        var store = New();
        var changelog = new MemoryChangelog();
        var expected = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var transaction = 0; transaction < 300; transaction++)
        {
            var draft = new Dictionary<string, long>(expected, StringComparer.Ordinal);
            for (var i = random.Next(10); i > 0; i--)
            {
                var key = "k" + random.Next(30);
                if (random.Next(3) == 0)
                {
                    store.Delete(key);
                    draft.Remove(key);
                }
                else
                {
                    draft[key] = random.Next();
                    store.Put(key, draft[key]);
                }

                Assert.Equal(draft.TryGetValue(key, out var wanted), store.TryGet(key, out var found));
                Assert.Equal(wanted, found);
            }

            if (random.Next(4) == 0)
            {
                store.Drop();
                continue;
            }

            store.WriteChanges(changelog);
            store.Merge();
            expected = draft;
            Assert.Equal(expected.OrderBy(entry => entry.Key, StringComparer.Ordinal), store.All().OrderBy(entry => entry.Key, StringComparer.Ordinal));
        }

        foreach (var isCompacted in new[] { false, true })
        {
            var replayed = New();
            changelog.Replay(replayed, isCompacted);
            Assert.True(MemoryChangelog.Dump(store) == MemoryChangelog.Dump(replayed), $"seed {seed}, compacted {isCompacted}");
        }
    }

    [Fact]
    public void Many_writes_of_one_key_in_a_transaction_are_one_changelog_record()
    {
        var store = New();
        var changelog = new MemoryChangelog();
        for (var i = 0; i < 100; i++)
            store.Put("k", i);
        store.Put("gone", 1);
        store.Delete("gone");

        store.WriteChanges(changelog);

        Assert.Equal(1, changelog.Count);
    }

    private static KeyValueStore<string, long> New() => new("s", new Utf8Serde(), new Int64Serde());
}
