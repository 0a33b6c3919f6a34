using Confluent.Kafka;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>
/// Clients of three origins agree on transactions: a foreign one reads what librdkafka wrote and aborted, moves it on in transactions of its own
/// together with its group's offsets, and librdkafka reads what that one wrote and aborted.
/// </summary>
public sealed class TransactionalClientTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData("kafkajs")]
    [InlineData("@platformatic/kafka")]
    public async Task Librdkafka_and_a_foreign_client_see_each_others_transactions_alike(string package)
    {
        ForeignClients.RequireNode(package);
        await using var broker = await TestBroker.StartAsync();
        var from = await broker.CreateTopicAsync();
        var into = await broker.CreateTopicAsync();
        var group = "mover";
        await FillAsync(broker, from);

        var script = Path.Combine(ForeignClients.Folder, $"transactions-{package.Split('/')[0].TrimStart('@')}.mjs");
        var (exitCode, output) = await ExternalProcess.RunAsync("node", [script, broker.Bootstrap, from, into, group], s_limit);
        Assert.True(exitCode == 0, $"{package} ended with {exitCode}: {output}");

        var moved = Enumerable.Range(0, 30).Select(i => $"out-{i}").ToList();
        var lost = Enumerable.Range(0, 10).Select(i => $"lost-{i}");
        Assert.Equal([.. moved, "end"], Read(broker, into, IsolationLevel.ReadCommitted));
        Assert.Equal([.. moved.Take(10), .. lost, .. moved.Skip(10), "end"], Read(broker, into, IsolationLevel.ReadUncommitted));
        using var member = broker.Consumer(group);
        // 30 records, three aborted ones before each ten, and a marker for each of the six transactions but the last.
        Assert.Equal(30 + 9 + 5, member.Committed([new TopicPartition(from, 0)], s_limit)[0].Offset.Value);
    }

    /// <summary>in-0 to in-29 in three transactions, before each of them one that aborts three records.</summary>
    private static async Task FillAsync(TestBroker broker, string topic)
    {
        // A producer each: the foreign readers are to tell several writers' outcomes apart.
        for (var ten = 0; ten < 3; ten++)
        {
            using var producer = broker.Producer(config => config.TransactionalId = $"filler-{ten}");
            producer.InitTransactions(s_limit);
            producer.BeginTransaction();
            for (var i = 0; i < 3; i++) await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = $"never-{i}" });
            producer.AbortTransaction(s_limit);
            producer.BeginTransaction();
            for (var i = ten * 10; i < (ten * 10) + 10; i++) await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = $"in-{i}" });
            producer.CommitTransaction(s_limit);
        }
    }

    private static List<string> Read(TestBroker broker, string topic, IsolationLevel isolation)
    {
        using var reader = broker.Consumer($"librdkafka-{isolation}", config => config.IsolationLevel = isolation);
        reader.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        List<string> values = [];
        while (values is not [.., "end"]) values.AddRange(TestBroker.Take(reader, 1).Select(record => record.Message.Value));
        return values;
    }
}
