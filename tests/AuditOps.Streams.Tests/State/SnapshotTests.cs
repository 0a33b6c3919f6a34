using AuditOps.Streams.Runtime;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Streams.Tests.State;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auditops-snapshot-").FullName;

    private string File => Path.Combine(_folder, "one.snapshot");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_snapshot_gives_back_what_was_committed_and_nothing_else()
    {
        var slot = Filled();
        ((KeyValueStore<string, long>)slot.Store).Put("uncommitted", 1);
        SnapshotFile.Write(File, "t", slot);
        var other = New();

        Assert.Equal(77, SnapshotFile.Read(File, "t", other));

        slot.Store.Drop();
        Assert.Equal(MemoryChangelog.Dump(slot.Store), MemoryChangelog.Dump(other.Store));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_snapshot_that_is_cut_or_changed_anywhere_is_refused()
    {
        SnapshotFile.Write(File, "t", Filled());
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
        SnapshotFile.Write(File, "t", Filled());

        Assert.Throws<InvalidDataException>(() => SnapshotFile.Read(File, "u", New()));
        Assert.Throws<InvalidDataException>(() => SnapshotFile.Read(File, "t", New(partition: 4)));
    }

    private void AssertRefused(string what)
    {
        try
        {
            SnapshotFile.Read(File, "t", New());
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
