namespace AuditOps.Schemas.Contracts;

/// <summary>The offsets of one partition in a <see cref="SinkPlan"/>.</summary>
/// <param name="Epoch">Tells the offsets of this topic from those of an earlier topic of the same name.</param>
/// <param name="From">First offset.</param>
/// <param name="To">Offset after the last.</param>
public readonly record struct SinkRange(int Partition, long Epoch, long From, long To);
