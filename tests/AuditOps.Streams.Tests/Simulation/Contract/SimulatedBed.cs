using System.Text;
using AuditOps.Streams.Runtime.Kafka;
using AuditOps.Streams.Testing;
using Confluent.Kafka;

namespace AuditOps.Streams.Tests.Simulation.Contract;

/// <summary>The contract's ground in memory.</summary>
internal sealed class SimulatedBed : ISeamBed, IFaults
{
    private readonly SimulatedCluster _cluster;
    private readonly Queue<FaultKind> _faults = new();

    public SimulatedBed() => _cluster = new SimulatedCluster(new SimulatedClusterOptions(), new SimulatedTime(), this);

    public Task CreateTopicAsync(string topic, int partitions)
    {
        _cluster.CreateTopic(topic, partitions);
        return Task.CompletedTask;
    }

    public void Publish(string topic, int partition, params string[] values)
    {
        foreach (var value in values)
            _cluster.Partitions(topic)[partition].Append(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(value), null, _cluster.Time.NowMs);
    }

    public IKafkaAccess Access(string group, string instance) => new SimulatedProcess(_cluster, group, instance);

    public void Pass() => _cluster.Time.Advance(TimeSpan.FromMilliseconds(20));

    public bool IsOverdue(int passes) => passes > 2000;

    public void ExpelMembers(string group)
    {
        _cluster.Time.Advance(_cluster.Options.SessionTimeout * 1.1);
        _cluster.Tick();
    }

    public Task InterruptAsync()
    {
        _faults.Enqueue(FaultKind.CommitNotDone);
        _faults.Enqueue(FaultKind.CommitHalfDone);
        _faults.Enqueue(FaultKind.CommitAnswerLost);
        return Task.CompletedTask;
    }

    public Task TruncateAsync(string topic, int partition, long offset)
    {
        _cluster.Partition(new TopicPartition(topic, partition)).TruncateBefore(offset);
        return Task.CompletedTask;
    }

    public void OutlastTransaction()
    {
        _cluster.Time.Advance(_cluster.Options.TransactionTimeout * 1.1);
        _cluster.Tick();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    bool IFaults.Strikes(FaultKind kind)
    {
        if (!_faults.TryPeek(out var next) || next != kind)
            return false;
        _faults.Dequeue();
        return true;
    }
}
