using AuditOps.Engines.Catalogue;

namespace AuditOps.Processors.Detect;

/// <summary>A rule that does not run although it should.</summary>
/// <param name="Key">The version of the rule.</param>
/// <param name="Document">Id of the text that it stands in.</param>
/// <param name="Revision">Revision at which that text is.</param>
/// <param name="Title">Title of the rule.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="At">When it was switched off.</param>
internal sealed record SwitchedOffRule(RuleKey Key, string Document, long Revision, string Title, string Reason, DateTimeOffset At);
