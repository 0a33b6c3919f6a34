using System.Buffers.Binary;
using AuditOps.Streams.Runtime;
using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Streams.Tests;

public sealed class AllocationTests
{
    private const int Records = 50_000;

    /// <summary>The output's key and value arrays of 8 bytes each are 32 bytes with their headers on a 64-bit runtime; the rest is head room for lists that grow once.</summary>
    private const double BytesPerRecord = 2 * 32 + 4;

    [Fact]
    public void A_stateless_record_allocates_only_its_output()
    {
        var numbers = new Topic<long>("in", new Int64Serde());
        var builder = new StreamsBuilder("lean").DeadLetters("dead", new TextDeadLetters());
        builder.Stream(numbers).Filter("even", static number => number % 2 == 0).MapValues("double", static number => number * 2).To(new Topic<long>("out", new Int64Serde()), static number => Key(number));
        var topology = builder.Build();
        using var tables = new BroadcastTables(topology, new NoKafka(), NullLogger.Instance);
        var task = new StreamTask(topology, subTopology: 0, partition: 0, partitionCount: 1, tables, new StreamsOptions { GroupId = "g" });
        var partition = new TopicPartition("in", 0);
        var input = new TaskInput(partition, task);
        task.Inputs.Add(input);
        using var sink = new CountingSession();
        var record = new KafkaRecord(partition, 0, 1, Key(1), Key(42), null);

        Run(task, input, record, sink);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(task, input, record, sink);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Records;

        Assert.Equal(2 * Records, sink.Produced);
        Assert.True(each <= BytesPerRecord, $"{each:F1} bytes a record, {BytesPerRecord} allowed");
    }

    private static void Run(StreamTask task, TaskInput input, KafkaRecord record, CountingSession sink)
    {
        for (var i = 0; i < Records; i++)
            task.Process(input, record with { Offset = i }, latestMs: long.MaxValue, sink);
    }

    private static byte[] Key(long number)
    {
        var key = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(key, number);
        return key;
    }

    /// <summary>Takes outputs and allocates nothing, so that what is measured is the runtime's.</summary>
    private sealed class CountingSession : IKafkaSession
    {
        public int Produced { get; private set; }

        public void Produce(in OutgoingRecord record) => Produced++;

        public void Initialize() => throw new NotSupportedException();

        public void Subscribe(IReadOnlyList<string> topics, IPollListener listener) => throw new NotSupportedException();

        public void Poll(TimeSpan maxWait, int maxRecords, List<KafkaRecord> into) => throw new NotSupportedException();

        public void Seek(TopicPartition partition, long offset) => throw new NotSupportedException();

        public void Pause(IReadOnlyCollection<TopicPartition> partitions) => throw new NotSupportedException();

        public void Resume(IReadOnlyCollection<TopicPartition> partitions) => throw new NotSupportedException();

        public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets) => throw new NotSupportedException();

        public void Abort() => throw new NotSupportedException();

        public IReadOnlyDictionary<TopicPartition, long> Committed(IReadOnlyCollection<TopicPartition> partitions) => throw new NotSupportedException();

        public long? Lag(TopicPartition partition, long position) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class NoKafka : IKafkaAccess
    {
        public IKafkaSession OpenSession(int worker) => throw new NotSupportedException();

        public ITableReader OpenReader(string name) => throw new NotSupportedException();
    }
}
