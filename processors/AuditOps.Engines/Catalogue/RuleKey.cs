namespace AuditOps.Engines.Catalogue;

/// <summary>One version of one rule.</summary>
/// <param name="Owner">A tenant, or <see cref="RuleUnit.Everybody"/>.</param>
/// <param name="RuleId">The rule's own id.</param>
/// <param name="Version">Revision of its document.</param>
public readonly record struct RuleKey(string Owner, string RuleId, long Version);
