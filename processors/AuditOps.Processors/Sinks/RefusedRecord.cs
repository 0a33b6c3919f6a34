using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Sinks;

/// <summary>A record that no row of the table can hold.</summary>
internal readonly record struct RefusedRecord(SinkRecord Record, DeadLetterCode Code, string Reason);
