using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Correlate;

/// <summary>What a correlation says: a candidate for an alert, or a match for a correlation that looks at it.</summary>
internal readonly record struct CorrelateOutput(Command? Command, Match? Match);
