using AuditOps.Streams.Runtime.Kafka;

namespace AuditOps.Streams.Tests.Simulation.Contract;

/// <summary>A cluster on which the seam's contract is checked, and what a test needs to do to it from outside.</summary>
internal interface ISeamBed : IAsyncDisposable
{
    Task CreateTopicAsync(string topic, int partitions);

    /// <summary>Appends outside any transaction.</summary>
    void Publish(string topic, int partition, params string[] values);

    IKafkaAccess Access(string group, string instance);

    /// <summary>Lets a little time pass.</summary>
    void Pass();

    /// <summary>Whether the time for awaiting something is up; counted from the first call after <see cref="Pass"/> began to be called for it.</summary>
    bool IsOverdue(int passes);

    /// <summary>Throws every member out of the group, as silence beyond the session timeout does.</summary>
    void ExpelMembers(string group);

    /// <summary>Makes the commits that follow meet a cluster that does not answer for a moment.</summary>
    Task InterruptAsync();

    /// <summary>Retention: records below the offset go.</summary>
    Task TruncateAsync(string topic, int partition, long offset);

    /// <summary>Lets an open transaction grow older than the coordinator allows.</summary>
    void OutlastTransaction();
}
