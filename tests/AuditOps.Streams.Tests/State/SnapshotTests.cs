using AuditOps.Streams.Runtime;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Streams.Tests.State;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-snapshot-").FullName;

    private string File => Path.Combine(_folder, "one.snapshot");

    private static readonly DateTimeOffset Written = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_snapshot_gives_back_what_was_committed_and_nothing_else()
    {
        var slot = Filled();
        ((KeyValueStore<string, long>)slot.Store).Put("uncommitted", 1);
        SnapshotFile.Write(File, "t", slot, Written);
        var other = New();

        Assert.Equal((77, Written), SnapshotFile.Read(File, "t", other, Written));

        slot.Store.Drop();
        Assert.Equal(MemoryChangelog.Dump(slot.Store), MemoryChangelog.Dump(other.Store));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_snapshot_that_is_cut_or_changed_anywhere_is_refused()
    {
        SnapshotFile.Write(File, "t", Filled(), Written);
        var whole = System.IO.File.ReadAllBytes(File);
        for (var at = 0; at < whole.Length; at++)
        {
            System.IO.File.WriteAllBytes(File, whole[..at]);
            AssertRefused($"cut at {at}");
            var changed = whole.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            System.IO.File.WriteAllBytes(File, changed);
            AssertRefused($"changed at {at}");
        }

        System.IO.File.WriteAllBytes(File, [.. whole, 0]);
        AssertRefused("one byte more");
    }

    [Fact]
    public void A_snapshot_of_another_topology_or_partition_is_refused()
    {
        SnapshotFile.Write(File, "t", Filled(), Written);

        Assert.Throws<InvalidDataException>(() => SnapshotFile.Read(File, "u", New(), Written));
        Assert.Throws<InvalidDataException>(() => SnapshotFile.Read(File, "t", New(partition: 4), Written));
    }

    [Fact]
    public void A_snapshot_that_may_be_older_than_the_changelog_s_memory_of_deletions_is_not_used_and_one_that_stays_in_use_is_renewed()
    {
        var time = new ShiftedTime();
        var folder = new SnapshotFolder(_folder, TimeSpan.Zero, TimeSpan.FromHours(12), time, NullLogger.Instance);
        var slot = Filled();
        folder.Write("t", slot);
        time.Shift = TimeSpan.FromHours(11);
        Assert.Equal(77, Next());
        folder.Write("t", slot);
        time.Shift = TimeSpan.FromHours(22);
        Assert.Equal(77, Next());
        time.Shift = TimeSpan.FromHours(24);
        Assert.Equal(-1, Next());

        long Next()
        {
            var read = New();
            folder.Read("t", read);
            Assert.Equal(read.Next < 0 ? 0 : 5, read.Store.Entries);
            return read.Next;
        }
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => Written + Shift;
    }

    private void AssertRefused(string what)
    {
        try
        {
            SnapshotFile.Read(File, "t", New(), Written);
            Assert.Fail($"{what}: it was read");
        }
        catch (Exception e) when (e is InvalidDataException or StreamsException)
        {
            // Refused.
        }
    }

    private static StoreSlot New(int partition = 3) => new(new KeyValueStore<string, long>("s", new Utf8Serde(), new Int64Serde()), new TopicPartition("c", partition));

    private static StoreSlot Filled()
    {
        var slot = New();
        var store = (KeyValueStore<string, long>)slot.Store;
        for (var i = 0; i < 5; i++)
            store.Put("k" + i, i);
        store.Merge();
        slot.Next = 77;
        return slot;
    }
}
