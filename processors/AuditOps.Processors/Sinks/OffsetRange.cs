namespace AuditOps.Processors.Sinks;

/// <summary>Offsets of one partition in a batch, both ends included.</summary>
internal readonly record struct OffsetRange(long First, long Last);
