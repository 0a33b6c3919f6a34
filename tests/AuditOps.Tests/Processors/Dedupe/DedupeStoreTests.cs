using AuditOps.Processors;
using AuditOps.Processors.Ingest.Dedupe;
using Xunit;

namespace AuditOps.Tests.Processors.Dedupe;

public sealed class DedupeStoreTests
{
    private const long Day = 86_400_000;
    private static readonly TimeSpan Window = TimeSpan.FromDays(8);

    [Fact]
    public void An_id_is_known_from_the_moment_it_is_put_and_forgotten_by_an_abort()
    {
        var store = Store();
        store.Put(Key(1), "contoso", Version(1));
        Assert.Equal(Version(1), store.Find(Key(1)));
        store.Drop();
        Assert.Null(store.Find(Key(1)));
        Assert.Equal(0, store.Entries);
        Assert.False(store.HasChanges);
    }

    [Fact]
    public void The_changelog_of_a_commit_holds_the_last_version_of_each_id_once()
    {
        var store = Store();
        store.Put(Key(1), "contoso", Version(1));
        store.Put(Key(2), "fabrikam", Version(2));
        store.Put(Key(1), "contoso", Version(3, atMs: 5));
        var written = new RecordedChangelog();
        store.WriteChanges(written);
        Assert.Equal(2, written.Records.Count);

        var restored = written.RestoreInto(Store());
        Assert.Equal(Version(3, atMs: 5), restored.Find(Key(1)));
        Assert.Equal(Version(2), restored.Find(Key(2)));
        Assert.Equal(["contoso", "fabrikam"], restored.Tenants.Select(tenant => tenant.Name).Order(StringComparer.Ordinal));

        store.Merge();
        var none = new RecordedChangelog();
        store.WriteChanges(none);
        Assert.Empty(none.Records);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void After_any_mix_of_commits_and_aborts_the_store_equals_a_replay_of_its_changelog(int seed)
    {
        var random = new Random(seed);
        var store = Store();
        var changelog = new RecordedChangelog();
        var model = new Dictionary<UInt128, DedupeVersion>();
        long now = 0;
        for (var transaction = 0; transaction < 400; transaction++)
        {
            var overlay = new Dictionary<UInt128, DedupeVersion>();
            for (var i = random.Next(12); i > 0; i--)
            {
                now += random.Next(40_000);
                var id = random.Next(500);
                var version = Version((ulong)random.Next(4), atMs: now, hour: random.Next(5));
                store.Put(Key(id), "t" + (id % 7), version);
                overlay[Key(id)] = version;
                Assert.True(store.Find(Key(id)) == version, $"seed {seed}, transaction {transaction}: the store forgot what was just put");
            }

            if (random.Next(3) == 0)
            {
                store.Drop();
                foreach (var (key, _) in overlay)
                {
                    if (store.Find(key) is { } left)
                        Assert.True(model.TryGetValue(key, out var committed) && committed == left, $"seed {seed}, transaction {transaction}: an aborted version stayed");
                }
            }
            else
            {
                store.WriteChanges(changelog);
                store.Merge();
                foreach (var (key, version) in overlay)
                    model[key] = version;
            }
        }

        Assert.Equal(Committed(store), Committed(changelog.RestoreInto(Store())));
        Assert.True(store.Entries > 100, $"seed {seed}: only {store.Entries} entries were left to compare");
    }

    [Fact]
    public void A_snapshot_walk_keeps_the_order_in_which_entries_will_be_forgotten()
    {
        var store = Store();
        for (var i = 0; i < 20; i++)
            store.Put(Key(i), "contoso", Version(1, atMs: i));
        store.Put(Key(3), "contoso", Version(2, atMs: 50));
        store.Merge();
        var walk = new RecordedChangelog();
        store.ForEachCommitted((key, value, at) => walk.Put(key, value, at));
        var copy = walk.RestoreInto(Store());
        Assert.Equal(Committed(store), Committed(copy));
        Assert.Equal(50, walk.Records[^1].TimestampMs);
    }

    [Fact]
    public void An_id_is_forgotten_when_its_own_tenant_has_moved_past_the_window()
    {
        var store = Store();
        store.Put(Key(1), "contoso", Version(1, atMs: 0));
        store.Put(Key(2), "fabrikam", Version(1, atMs: 0));
        store.Merge();
        store.Put(Key(3), "contoso", Version(1, atMs: 9 * Day));
        store.Merge();
        Assert.Null(store.Find(Key(1)));
        Assert.NotNull(store.Find(Key(2)));
        Assert.NotNull(store.Find(Key(3)));
        Assert.All(store.Tenants, tenant => Assert.Equal(0, tenant.Evicted));
    }

    [Fact]
    public void A_flood_of_one_tenant_costs_the_others_nothing()
    {
        var store = Store(budget: 1000);
        for (var i = 0; i < 200; i++)
            store.Put(Key(i), "small", Version(1, atMs: i));
        store.Merge();
        for (var i = 1000; i < 6000; i++)
        {
            store.Put(Key(i), "large", Version(1, atMs: i));
            if (i % 100 == 99)
                store.Merge();
        }

        store.Merge();
        Assert.Equal(1000, store.Entries);
        Assert.All(Enumerable.Range(0, 200), i => Assert.NotNull(store.Find(Key(i))));
        Assert.Equal(4200, store.Tenants.Single(tenant => tenant.Name == "large").Evicted);
        Assert.Equal(0, store.Tenants.Single(tenant => tenant.Name == "small").Evicted);
        Assert.NotNull(store.Find(Key(5999)));
        Assert.Null(store.Find(Key(1000)));
    }

    [Fact]
    public void Bytes_that_no_store_wrote_are_refused_in_words()
    {
        var store = Store();
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var key = new byte[random.Next(40)];
            var value = new byte[random.Next(120)];
            random.NextBytes(key);
            random.NextBytes(value);
            try
            {
                store.Restore(key, value, isTombstone: random.Next(10) == 0, timestampMs: 0);
                Assert.True(key.Length == 16);
            }
            catch (ProcessorException e)
            {
                Assert.Equal(ProcessorErrorCode.StateCorrupt, e.Code);
            }
        }
    }

    [Fact]
    public void Ids_differ_by_tenant_source_and_id_and_not_by_where_the_parts_meet()
    {
        string[][] parts = [["a", "b", "c"], ["ab", "", "c"], ["a", "bc", ""], ["a", "b", "C"], ["x", "b", "c"], ["a", "y", "c"], ["a", "b", new string('c', 5000)]];
        Assert.Equal(parts.Length, parts.Select(part => DedupeKey.Of(part[0], part[1], part[2])).Distinct().Count());
        Assert.Equal(DedupeKey.Of("a", "b", "c"), DedupeKey.Of("a", "b", "c"));
    }

    private static DedupeStore Store(int budget = 100_000) => new("seen", new DedupeIndex(budget, Window));

    private static UInt128 Key(int id) => DedupeKey.Of("t", "s", id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static DedupeVersion Version(ulong content, long atMs = 0, int hour = 0) => new(content, atMs, hour);

    private static List<string> Committed(DedupeStore store)
    {
        var all = new List<string>();
        store.ForEachCommitted((key, value, _) => all.Add(Convert.ToHexString(key) + " " + Convert.ToHexString(value)));
        all.Sort(StringComparer.Ordinal);
        return all;
    }
}
