using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.Scheduling;

/// <summary>One feed of one tenant: the unit that shards share out.</summary>
internal sealed record FeedKey(string Tenant, string Feed)
{
    public byte[] Bytes { get; } = Keys.Join(Tenant, Feed);

    public int PartitionOf(int partitions) => (int)(Murmur2.Hash(Bytes) & 0x7fffffff) % partitions;

    public override string ToString() => $"{Tenant}/{Feed}";
}
