using System.Text;
using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Streams.Tests.Simulation.Contract;

/// <summary>A table reader and what it has seen.</summary>
internal sealed class SeamTable : IDisposable
{
    private readonly ISeamBed _bed;
    private readonly List<TopicPartitionOffset> _ended = [];

    public SeamTable(ISeamBed bed, params TopicPartitionOffset[] from)
    {
        _bed = bed;
        Reader = bed.Access("table", "table").OpenReader("table");
        Reader.Assign(from);
    }

    public ITableReader Reader { get; }

    public List<KafkaRecord> Records { get; } = [];

    public Dictionary<TopicPartition, long> Ends { get; } = [];

    public List<TopicPartition> OutOfRange { get; } = [];

    public IEnumerable<string> Values => Records.Select(record => record.Value is null ? "(none)" : Encoding.UTF8.GetString(record.Value));

    /// <summary>Reads until the end of one partition has been told.</summary>
    public SeamTable ToEnd(TopicPartition partition)
    {
        Ends.Remove(partition);
        return Until(() => Ends.ContainsKey(partition), $"the end of {partition}");
    }

    public SeamTable Until(Func<bool> condition, string what)
    {
        for (var passes = 0; !condition(); passes++)
        {
            Assert.False(_bed.IsOverdue(passes), $"{what} did not come; seen: {string.Join(" ", Values)}");
            Poll();
            _bed.Pass();
        }

        return this;
    }

    public void Poll()
    {
        _ended.Clear();
        try
        {
            Reader.Poll(TimeSpan.FromMilliseconds(20), 100, Records, _ended, OutOfRange);
        }
        catch (StreamsException e) when (e.Code == StreamsErrorCode.KafkaTransient)
        {
            // What the seam promises: call again.
        }

        foreach (var end in _ended)
            Ends[end.TopicPartition] = end.Offset.Value;
    }

    /// <summary>Polls a few times without expecting anything.</summary>
    public void PollOften()
    {
        for (var i = 0; i < 10; i++)
        {
            Poll();
            _bed.Pass();
        }
    }

    public void Dispose() => Reader.Dispose();
}
