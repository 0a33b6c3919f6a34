using AuditOps.Engines.Catalogue;

namespace AuditOps.Processors.Detect;

/// <summary>A rule that does not run although it should.</summary>
internal sealed record SwitchedOffRule(RuleKey Key, string Title, string Reason, DateTimeOffset At);
