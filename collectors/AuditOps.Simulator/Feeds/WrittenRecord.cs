namespace AuditOps.Simulator.Feeds;

/// <param name="Id">As it stands in the record; null when the record is no object.</param>
internal readonly record struct WrittenRecord(string? Id, int Version, bool Malformed);
