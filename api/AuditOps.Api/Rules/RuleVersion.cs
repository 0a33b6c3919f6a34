namespace AuditOps.Api.Rules;

/// <summary>Who made a version of a rule, when and why.</summary>
/// <param name="Removed">The rule was removed with it.</param>
internal sealed record RuleVersion(long Revision, string Status, bool Removed, string ChangedBy, DateTimeOffset ChangedAt, string? Note);
