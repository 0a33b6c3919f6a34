using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Cases;

/// <summary>Something that Cases tells the world: exactly one of the three.</summary>
internal readonly record struct CaseOutput(Alert? Alert, RuleDocument? Rule, TriageFact? Fact);
