using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Detect;

/// <summary>What a rule that matched leads to: a candidate for an alert, or a match for a correlation.</summary>
internal readonly record struct DetectOutput(Command? Command, Match? Match);
