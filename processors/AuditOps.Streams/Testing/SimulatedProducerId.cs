namespace AuditOps.Streams.Testing;

/// <summary>What InitProducerId answers. A higher epoch of the same id fences every holder of a lower one.</summary>
internal readonly record struct SimulatedProducerId(long Id, short Epoch);
