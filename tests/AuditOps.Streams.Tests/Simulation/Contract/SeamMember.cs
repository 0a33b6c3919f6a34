using System.Text;
using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Streams.Tests.Simulation.Contract;

/// <summary>A session and what it has seen.</summary>
internal sealed class SeamMember : IPollListener, IDisposable
{
    private readonly ISeamBed _bed;
    private readonly List<KafkaRecord> _batch = [];

    public SeamMember(ISeamBed bed, string group, string instance, params string[] topics)
    {
        _bed = bed;
        Session = bed.Access(group, instance).OpenSession(0);
        Retry(Session.Initialize);
        if (topics.Length > 0)
            Session.Subscribe(topics, this);
    }

    public IKafkaSession Session { get; }

    public List<KafkaRecord> Records { get; } = [];

    public HashSet<TopicPartition> Assigned { get; } = [];

    public HashSet<TopicPartition> Lost { get; } = [];

    public Dictionary<TopicPartition, long> Ends { get; } = [];

    /// <summary>Called while partitions can still be committed for.</summary>
    public Action? Revoking { get; set; }

    public IEnumerable<string> Values => Records.Select(record => Encoding.UTF8.GetString(record.Value!));

    public SeamMember PollUntil(Func<bool> condition, string what)
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
        _batch.Clear();
        try
        {
            Session.Poll(TimeSpan.FromMilliseconds(20), 100, _batch);
        }
        catch (StreamsException e) when (e.Code == StreamsErrorCode.KafkaTransient)
        {
            // What the seam promises: call again.
        }

        Records.AddRange(_batch);
    }

    public void Produce(string topic, int partition, params string[] values)
    {
        foreach (var value in values)
            Session.Produce(new OutgoingRecord(topic, Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(value), null, 1_700_000_000_000, partition));
    }

    /// <summary>Commits as the worker does: a commit without answer is repeated with the same arguments.</summary>
    /// <returns>How the commit ended; null when it succeeded.</returns>
    public StreamsErrorCode? Commit(params TopicPartitionOffset[] offsets)
    {
        for (var passes = 0; ; passes++)
        {
            try
            {
                Session.Commit(offsets);
                return null;
            }
            catch (StreamsException e) when (e.Code == StreamsErrorCode.KafkaTransient)
            {
                Assert.False(_bed.IsOverdue(passes), $"the commit found no end: {e.Message}");
                _bed.Pass();
            }
            catch (StreamsException e)
            {
                return e.Code;
            }
        }
    }

    public void Abort() => Retry(Session.Abort);

    public long Committed(TopicPartition partition)
    {
        var offset = -1L;
        Retry(() => offset = Session.Committed([partition])[partition]);
        return offset;
    }

    public void Retry(Action call)
    {
        for (var passes = 0; ; passes++)
        {
            try
            {
                call();
                return;
            }
            catch (StreamsException e) when (e.Code == StreamsErrorCode.KafkaTransient)
            {
                Assert.False(_bed.IsOverdue(passes), $"no end of retries: {e.Message}");
                _bed.Pass();
            }
        }
    }

    public void Dispose() => Session.Dispose();

    void IPollListener.OnAssigned(IReadOnlyList<TopicPartition> added) => Assigned.UnionWith(added);

    void IPollListener.OnRevoked(IReadOnlyList<TopicPartition> removed)
    {
        Revoking?.Invoke();
        Assigned.ExceptWith(removed);
    }

    void IPollListener.OnLost(IReadOnlyList<TopicPartition> removed)
    {
        Lost.UnionWith(removed);
        Assigned.ExceptWith(removed);
    }

    void IPollListener.OnReachedEnd(TopicPartition partition, long offset) => Ends[partition] = offset;
}
