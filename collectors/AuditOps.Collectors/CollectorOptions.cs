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

    public IReadOnlyList<string> Validate() => [.. Kafka.Validate(), .. Shard.Validate()];
}
