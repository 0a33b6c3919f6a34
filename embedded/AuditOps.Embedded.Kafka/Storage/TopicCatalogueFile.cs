using System.Text.Json;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>The catalogue of topics on disk: one small JSON file, replaced atomically.</summary>
internal static class TopicCatalogueFile
{
    const int Format = 1;

    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    internal sealed record Document(int Format, string ClusterId, List<Topic> Topics);

    internal sealed record Topic(string Name, Guid Id, int Partitions, Dictionary<string, string> Configs);

    public static void Write(string path, string clusterId, IEnumerable<TopicInfo> topics)
    {
        List<Topic> list = [];
        foreach (var topic in topics) list.Add(new Topic(topic.Name, topic.Id, topic.PartitionCount, new Dictionary<string, string>(topic.Configs, StringComparer.Ordinal)));
        list.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        NativeFile.WriteAtomically(path, JsonSerializer.SerializeToUtf8Bytes(new Document(Format, clusterId, list), Json));
    }

    /// <summary>Null when there is no file yet.</summary>
    public static Document? Load(string path)
    {
        if (!File.Exists(path)) return null;
        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, $"The topic catalogue {path} is damaged: {e.Message}", e);
        }
        if (document is null) throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, $"The topic catalogue {path} is empty.");
        return document.Format == Format
            ? document
            : throw new EmbeddedKafkaException(KafkaError.KafkaStorageError, $"The data under {path} has format {document.Format}; this broker reads format {Format}.");
    }
}
