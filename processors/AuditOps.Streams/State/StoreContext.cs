namespace AuditOps.Streams;

/// <summary>For whom a store is made.</summary>
/// <param name="Topology">Name of the topology.</param>
/// <param name="Partition">The task's partition.</param>
/// <param name="PartitionCount">Partitions of the task's source topics: a budget for the whole topic is divided by this.</param>
public sealed record StoreContext(string Topology, int Partition, int PartitionCount);
