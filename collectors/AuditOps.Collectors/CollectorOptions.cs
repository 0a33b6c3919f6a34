using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Scheduling;
using AuditOps.Kafka;

namespace AuditOps.Collectors;

/// <summary>Options of the collecting role.</summary>
public sealed record CollectorOptions
{
    public required KafkaOptions Kafka { get; init; }

    public required CollectConfiguration Configuration { get; init; }

    public ShardOptions Shard { get; init; } = new();

    /// <summary>Whether this process takes notifications itself, where the configuration has any. One of several on a machine can have the port. Default true.</summary>
    public bool Listens { get; init; } = true;

    public IReadOnlyList<string> Validate() => [.. Kafka.Validate(), .. Shard.Validate()];
}
