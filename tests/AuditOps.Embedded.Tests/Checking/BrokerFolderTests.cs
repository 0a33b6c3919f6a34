using System.Buffers.Binary;
using AuditOps.Embedded.Kafka.Checking;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Settings;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Transactions;
using AuditOps.Embedded.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Checking;

/// <summary>A whole folder has no fault; whatever is damaged in it is named.</summary>
public sealed class BrokerFolderTests(FolderFixture fixture) : IClassFixture<FolderFixture>
{
    private const string Partition = FolderFixture.Topic + "-0";
    private readonly string _folder = fixture.CopyFolder();

    [Fact]
    public void What_a_broker_leaves_has_no_fault()
    {
        var report = BrokerFolder.Check(_folder);
        Assert.Empty(report.Faults);
        Assert.Equal((true, 1, 1, 12L, 4L), (report.CleanStop, report.Topics, report.Partitions, report.Markers, report.AbortedTransactions));
        Assert.Equal((1, 2, 1), (report.OpenTransactions, report.TransactionalIds, report.Groups));
        Assert.True(report.Segments > 2, $"{report.Segments} segments");
        Assert.Equal(5 + 12 * 3 + 12 + 1, report.Records);
    }

    [Fact]
    public void A_folder_that_is_no_brokers_is_refused() => Assert.Throws<InvalidDataException>(() => BrokerFolder.Check(Path.Combine(_folder, "logs")));

    [Fact]
    public void A_changed_byte_is_found_by_its_batchs_checksum() => Finds(FaultKind.Crc, Partition, () => Patch(DataBatch, batch => batch[^3] ^= 1));

    [Fact]
    public void A_batch_cut_out_leaves_a_hole_in_the_offsets() => Finds(FaultKind.Offset, Partition, () => Replace(DataBatch, _ => []));

    [Fact]
    public void Bytes_that_are_no_batch_are_named() => Finds(FaultKind.Segment, Partition, () => Patch(DataBatch, batch => batch[8] = 0x7F));

    [Fact]
    public void A_hole_in_a_sequence_is_found() =>
        Finds(FaultKind.Sequence, Partition, () => Patch(DataBatch, batch => Seal(batch, b => BinaryPrimitives.WriteInt32BigEndian(b.AsSpan(53), 1 + Batch.BaseSequence(b)))));

    [Fact]
    public void A_batch_of_an_earlier_epoch_is_found() => Finds(FaultKind.Epoch, Partition, () =>
    {
        // The batches of the producer before it are given a later epoch.
        var seen = 0;
        Patch(header => DataBatch(header) && seen++ < 1, batch => Seal(batch, b => BinaryPrimitives.WriteInt16BigEndian(b.AsSpan(51), 9)));
    });

    [Fact]
    public void A_header_that_counts_wrongly_is_found() => Finds(FaultKind.Record, Partition, () => Patch(DataBatch, batch => Seal(batch, b => Batch.SetRecordCount(b, 7))));

    [Fact]
    public void A_marker_that_says_nothing_is_found() => Finds(FaultKind.Marker, Partition, () => Patch(Marker, batch => Seal(batch, b => b[61 + 8] = 5)));

    [Fact]
    public void An_abort_turned_into_a_commit_differs_from_the_index() =>
        Finds(FaultKind.AbortedIndex, Partition, () => Patch(batch => Marker(batch) && batch[61 + 8] == 0, batch => Seal(batch, b => b[61 + 8] = 1)));

    [Fact]
    public void A_missing_marker_leaves_a_transaction_that_holds_readers_back() => Finds(FaultKind.LastStableOffset, Partition, () =>
    {
        // The last marker becomes a batch of nobody.
        var last = Batches().Last(batch => Marker(batch.Bytes)).Offset;
        Patch(batch => Batch.BaseOffset(batch) == last, batch => Seal(batch, b =>
        {
            Batch.SetAttributes(b, 0);
            BinaryPrimitives.WriteInt64BigEndian(b.AsSpan(43), -1);
        }));
    });

    [Fact]
    public void An_index_without_the_aborted_transactions_is_found() => Finds(FaultKind.AbortedIndex, Partition, () =>
    {
        foreach (var log in Segments())
        {
            var segment = new Segment(Path.GetDirectoryName(log)!, long.Parse(Path.GetFileNameWithoutExtension(log)));
            if (!SegmentIndexFile.TryLoad(segment, new FileInfo(log).Length)) continue;
            var bare = new Segment(Path.GetDirectoryName(log)!, segment.BaseOffset);
            bare.Restore(segment.Size, segment.NextOffset, segment.MaxTimestamp, segment.MaxTimestampPosition, segment.Index.ToArray(), []);
            SegmentIndexFile.Write(bare);
        }
    });

    [Fact]
    public void A_damaged_index_is_found() => Finds(FaultKind.Index, Partition, () => FlipByte(Path.ChangeExtension(Segments()[0], ".index"), 14));

    [Fact]
    public void A_damaged_snapshot_is_found() => Finds(FaultKind.Snapshot, Partition, () => FlipByte(Files("*.snapshot")[^1], 30));

    [Fact]
    public void A_snapshot_that_differs_from_the_log_is_found() => Finds(FaultKind.Snapshot, Partition, () =>
    {
        var path = Files("*.snapshot")[^1];
        var table = new ProducerTable();
        Assert.True(ProducerSnapshotFile.TryLoad(path, table));
        foreach (var state in table.All) state.Epoch++;
        File.WriteAllBytes(path, ProducerSnapshotFile.Serialize(table, long.Parse(Path.GetFileNameWithoutExtension(path))));
    });

    [Fact]
    public void A_log_shorter_than_its_recovery_point_is_found() => Finds(FaultKind.Checkpoint, Partition, () => File.Delete(Segments()[^1]));

    [Fact]
    public void A_damaged_checkpoint_is_found() => Finds(FaultKind.Checkpoint, "checkpoint", () => FlipByte(Path.Combine(_folder, "checkpoint"), 20));

    [Fact]
    public void A_damaged_catalogue_is_found() => Finds(FaultKind.Catalogue, "topics.json", () => File.WriteAllText(Path.Combine(_folder, "topics.json"), "{"));

    [Fact]
    public void A_producer_id_never_given_out_is_found() => Finds(FaultKind.ProducerId, "producer-ids", () => File.WriteAllText(Path.Combine(_folder, "producer-ids"), "1"));

    [Fact]
    public void A_damaged_log_of_the_coordinator_is_found() =>
        Finds(FaultKind.InternalLog, "internal/transactions.log", () => FlipByte(Path.Combine(_folder, "internal", "transactions.log"), 15));

    [Fact]
    public async Task A_binding_and_a_credential_that_mean_nothing_are_found()
    {
        await using (var store = LogStore.Open(new LogStoreOptions { Directory = _folder, MinFreeDiskBytes = 0 }, TimeProvider.System, NullLoggerFactory.Instance))
        {
            using var log = new MetadataLog(store);
            var binding = new AclBinding(AclResource.Any, AclPattern.Literal, "t", "User:ann", "*", AclOperation.Read, AclPermission.Allow);
            log.Write([(MetadataKey.Of(binding), new MetadataValue()), (MetadataKey.OfCredential("ann", ScramMechanism.Sha256), new MetadataValue { StoredKey = [1] })]);
        }
        var faults = BrokerFolder.Check(_folder).Faults;
        Assert.Equal(2, faults.Count(fault => fault.Kind == FaultKind.InternalLog && fault.Where == "internal/metadata.log"));
    }

    [Fact]
    public async Task A_coordinator_that_forgets_an_open_transaction_is_found()
    {
        await using (var store = LogStore.Open(new LogStoreOptions { Directory = _folder, MinFreeDiskBytes = 0 }, TimeProvider.System, NullLoggerFactory.Instance))
        {
            using var log = new TransactionLog(store);
            var transaction = log.Load()["open"];
            transaction.State = TransactionState.CompleteAbort;
            log.Save(transaction);
            log.Log.Flush();
        }
        var faults = BrokerFolder.Check(_folder).Faults;
        Assert.Equal([FaultKind.Transaction, FaultKind.LastStableOffset, FaultKind.Group], faults.Select(fault => fault.Kind));
    }

    [Fact]
    public void After_a_kill_a_torn_tail_is_noted_and_after_a_stop_in_order_it_is_a_fault()
    {
        using (var file = File.OpenWrite(Segments()[^1]))
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(new byte[80]);
        }
        Assert.Equal(FaultKind.Segment, Assert.Single(BrokerFolder.Check(_folder).Faults).Kind);
        File.Delete(Path.Combine(_folder, "clean-stop"));
        var killed = BrokerFolder.Check(_folder);
        Assert.Empty(killed.Faults);
        Assert.Contains(killed.Notes, note => note.Contains("80 bytes after offset", StringComparison.Ordinal));
    }

    [Fact]
    public void Random_damage_never_stops_the_check()
    {
        const int Seed = 20;
        var random = new Random(Seed);
        var files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0 && Path.GetFileName(file) != "topics.json").Order().ToArray();
        for (var round = 0; round < 60; round++)
        {
            var path = files[random.Next(files.Length)];
            var before = File.ReadAllBytes(path);
            var damaged = (byte[])before.Clone();
            for (var i = 0; i < 4; i++) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, random.Next(3) == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            var report = BrokerFolder.Check(_folder);
            Assert.True(report.FaultCount + report.Notes.Count > 0 || Path.GetFileName(path) is "clean-stop" or "lock" or "producer-ids", $"seed {Seed}, round {round}: {path} is damaged and nothing was found");
            File.WriteAllBytes(path, before);
        }
    }

    private void Finds(FaultKind kind, string where, Action damage)
    {
        damage();
        var report = BrokerFolder.Check(_folder);
        Assert.True(report.Faults.Any(fault => fault.Kind == kind && fault.Where == where), $"no {kind} at {where} among:\n{string.Join('\n', report.Faults)}");
    }

    private string[] Files(string pattern) => [.. Directory.GetFiles(_folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private string[] Segments() => [.. Directory.GetFiles(Path.Combine(_folder, "logs"), "*.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static bool DataBatch(ReadOnlySpan<byte> b) => Batch.BaseOffset(b) > 5 && (Batch.Attributes(b) & Batch.ControlBit) == 0 && Batch.BaseSequence(b) > 0;

    private static bool Marker(ReadOnlySpan<byte> b) => (Batch.Attributes(b) & Batch.ControlBit) != 0;

    private static void Seal(byte[] batch, Action<byte[]> change)
    {
        change(batch);
        BatchBuilder.Seal(batch);
    }

    private static void FlipByte(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    private IEnumerable<(long Offset, byte[] Bytes)> Batches()
    {
        foreach (var path in Segments())
        {
            var bytes = File.ReadAllBytes(path);
            for (var at = 0; at < bytes.Length;)
            {
                var size = (int)Batch.Size(bytes.AsSpan(at));
                yield return (Batch.BaseOffset(bytes.AsSpan(at)), bytes.AsSpan(at, size).ToArray());
                at += size;
            }
        }
    }

    private void Patch(BatchChoice which, Action<byte[]> change) => Replace(which, batch =>
    {
        change(batch);
        return batch;
    });

    /// <summary>Replaces the first batch that is chosen.</summary>
    private void Replace(BatchChoice which, Func<byte[], byte[]> change)
    {
        foreach (var path in Segments())
        {
            var bytes = File.ReadAllBytes(path);
            for (var at = 0; at < bytes.Length;)
            {
                var size = (int)Batch.Size(bytes.AsSpan(at));
                var batch = bytes.AsSpan(at, size).ToArray();
                if (which(batch))
                {
                    File.WriteAllBytes(path, [.. bytes[..at], .. change(batch), .. bytes[(at + size)..]]);
                    return;
                }
                at += size;
            }
        }
        Assert.Fail("no batch fits");
    }

    private delegate bool BatchChoice(ReadOnlySpan<byte> batch);
}
