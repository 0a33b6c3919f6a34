namespace AuditOps.Schemas.Contracts;

/// <summary>Neighbours in a <see cref="SinkPlan"/> that are inserted apart from the rest: from the first place to the last, in the order of partition and offset.</summary>
/// <param name="IsSingly">Each record is an insert of its own.</param>
public readonly record struct SinkPiece(int FirstPartition, long FirstOffset, int LastPartition, long LastOffset, bool IsSingly);
