using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Rules;

/// <summary>What category and template rules may look at.</summary>
internal readonly record struct RuleInput(string Source, string Workload, string NativeCategory, string Operation, string RecordType, Outcome Outcome);
