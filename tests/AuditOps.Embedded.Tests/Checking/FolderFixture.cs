using AuditOps.Embedded.Kafka.Checking;
using AuditOps.Embedded.Tests.Broker;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Embedded.Tests.Checking;

/// <summary>What a broker leaves after a stop in order: committed, aborted and open transactions with offsets, over several segments. Made once; each test damages a copy.</summary>
public sealed class FolderFixture : IAsyncLifetime
{
    internal const string Topic = "topic-1";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly string _original = Path.Combine(Path.GetTempPath(), "auditops-check-" + Guid.NewGuid().ToString("n"));

    public async ValueTask InitializeAsync()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { SegmentBytes = 4096 });
        Assert.Equal(Topic, await broker.CreateTopicAsync());
        using (var plain = broker.Producer()) await TestBroker.ProduceAsync(plain, Topic, 5);
        using var consumer = broker.Consumer("group");
        consumer.Subscribe(Topic);
        TestBroker.Take(consumer, 1);
        using var open = Transactional(broker, "open");
        using (var ended = Transactional(broker, "ended"))
        {
            ended.InitTransactions(s_limit);
            for (var i = 0; i < 12; i++)
            {
                ended.BeginTransaction();
                for (var record = 0; record < 3; record++) await ended.ProduceAsync(new TopicPartition(Topic, 0), Record(200));
                ended.SendOffsetsToTransaction([new TopicPartitionOffset(Topic, 0, i)], consumer.ConsumerGroupMetadata, s_limit);
                if (i % 3 == 2) ended.AbortTransaction(s_limit);
                else ended.CommitTransaction(s_limit);
            }
        }
        open.InitTransactions(s_limit);
        open.BeginTransaction();
        await open.ProduceAsync(new TopicPartition(Topic, 0), Record(10));
        open.SendOffsetsToTransaction([new TopicPartitionOffset(Topic, 0, 7)], consumer.ConsumerGroupMetadata, s_limit);
        Assert.Throws<IOException>(() => BrokerFolder.Check(broker.Folder));
        await broker.RestartAsync(options =>
        {
            Copy(options.Directory, _original);
            return Task.CompletedTask;
        });
    }

    public string CopyFolder()
    {
        var copy = _original + "-" + Guid.NewGuid().ToString("n");
        Copy(_original, copy);
        return copy;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetDirectoryName(_original)!, Path.GetFileName(_original) + "*")) Directory.Delete(folder, recursive: true);
        return default;
    }

    private static Message<string, string> Record(int bytes) => new() { Key = "k", Value = new string('v', bytes) };

    private static IProducer<string, string> Transactional(TestBroker broker, string id) => broker.Producer(config => config.TransactionalId = id);

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }
}
