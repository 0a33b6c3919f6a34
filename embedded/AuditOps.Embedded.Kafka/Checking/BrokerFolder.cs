using System.Globalization;
using AuditOps.Embedded.Kafka.Settings;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>Reads a stopped broker's data folder from end to end and says what does not fit. Changes nothing in it.</summary>
public static class BrokerFolder
{
    /// <summary>
    /// Checks the folder. Throws <see cref="InvalidDataException"/> where the folder is no broker's, and <see cref="IOException"/> while a broker holds it or where it cannot be read.
    /// </summary>
    /// <param name="progress">Told the partitions done and all partitions; null: nobody listens.</param>
    public static CheckReport Check(string directory, Action<int, int>? progress = null, CancellationToken cancel = default)
    {
        directory = Path.GetFullPath(directory);
        var catalogue = Path.Combine(directory, "topics.json");
        if (!File.Exists(catalogue)) throw new InvalidDataException($"{directory} is no data folder of a broker: it has no topics.json.");
        using var held = Hold(directory);
        var findings = new Findings(File.Exists(Path.Combine(directory, "clean-stop")));
        var coordinator = new CoordinatorCheck(findings);
        List<OpenTransaction> open = [];
        Dictionary<(string, int), long> ends = [];
        try
        {
            var checkpoints = Checkpoints(directory, findings);
            var topics = TopicCatalogueFile.Load(catalogue)!.Topics;
            findings.Topics = topics.Count;
            Strangers(directory, topics, findings);
            Partitions(directory, topics, checkpoints, findings, open, ends, progress, cancel);
        }
        catch (EmbeddedKafkaException refused)
        {
            findings.Fault(FaultKind.Catalogue, "topics.json", refused.Message);
        }
        coordinator.LoadTransactions(InternalLogWalk.Read(Path.Combine(directory, "internal", "transactions.log"), findings));
        coordinator.LoadGroups(InternalLogWalk.Read(Path.Combine(directory, "internal", "groups.log"), findings));
        MetadataCheck.Run(InternalLogWalk.Read(Path.Combine(directory, "internal", MetadataLog.FileName + ".log"), findings), findings);
        foreach (var transaction in open) coordinator.CheckOpen(transaction);
        coordinator.CheckOffsets((topic, partition) => ends.TryGetValue((topic, partition), out var end) ? end : null);
        ProducerIds(directory, findings);
        return findings.Report(directory, open.Count, coordinator.TransactionalIds, coordinator.Groups);
    }

    /// <summary>The broker's own lock, held while the files are read. A copy without a lock file is nobody's.</summary>
    private static FileStream? Hold(string directory)
    {
        var path = Path.Combine(directory, "lock");
        if (!File.Exists(path)) return null;
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
        catch (IOException held)
        {
            throw new IOException($"A broker is running on {directory}. Stop it first, or check a backup.", held);
        }
    }

    private static Dictionary<(Guid Topic, int Partition), CheckpointEntry> Checkpoints(string directory, Findings findings)
    {
        try
        {
            return CheckpointFile.Load(Path.Combine(directory, "checkpoint"));
        }
        catch (EmbeddedKafkaException damaged)
        {
            findings.Fault(FaultKind.Checkpoint, "checkpoint", damaged.Message);
            return [];
        }
    }

    private static void Strangers(string directory, List<TopicCatalogueFile.Topic> topics, Findings findings)
    {
        var logs = Path.Combine(directory, "logs");
        if (!Directory.Exists(logs)) return;
        foreach (var folder in Directory.EnumerateDirectories(logs))
        {
            var name = Path.GetFileName(folder);
            if (!Guid.TryParseExact(name, "N", out var id) || !topics.Exists(topic => topic.Id == id)) findings.Note($"logs/{name} belongs to no topic; the next start deletes it");
        }
    }

    private static void Partitions(
        string directory, List<TopicCatalogueFile.Topic> topics, Dictionary<(Guid, int), CheckpointEntry> checkpoints, Findings findings, List<OpenTransaction> open,
        Dictionary<(string, int), long> ends, Action<int, int>? progress, CancellationToken cancel)
    {
        var all = 0;
        foreach (var topic in topics) all += topic.Partitions;
        var maxDecompressed = new LogStoreOptions { Directory = directory }.MaxDecompressedBatchBytes;
        foreach (var topic in topics)
        {
            for (var partition = 0; partition < topic.Partitions; partition++)
            {
                var where = string.Create(CultureInfo.InvariantCulture, $"{topic.Name}-{partition}");
                var folder = Path.Combine(directory, "logs", topic.Id.ToString("N"), partition.ToString(CultureInfo.InvariantCulture));
                var check = new PartitionCheck(folder, where, checkpoints.GetValueOrDefault((topic.Id, partition)), maxDecompressed, findings);
                check.Run(cancel);
                findings.Partitions++;
                progress?.Invoke(findings.Partitions, all);
                ends[(topic.Name, partition)] = check.End;
                if (check.Damaged) continue;
                foreach (var (producer, epoch, first) in check.Open) open.Add(new OpenTransaction(where, topic.Id, partition, producer, epoch, first));
            }
        }
    }

    private static void ProducerIds(string directory, Findings findings)
    {
        var path = Path.Combine(directory, "producer-ids");
        var text = File.Exists(path) ? File.ReadAllText(path).Trim() : "0";
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given)) findings.Fault(FaultKind.ProducerId, "producer-ids", "is damaged");
        else if (findings.HighestProducerId >= given) findings.Fault(FaultKind.ProducerId, "producer-ids", $"ids below {given} were given out, yet the logs hold {findings.HighestProducerId}");
    }
}
