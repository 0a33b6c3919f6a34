using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>The members that records of some log sources can have at their root (or in the wrapped object).</summary>
/// <param name="Sources">The log sources.</param>
/// <param name="IsOpen">They have more than anyone has listed; nothing is impossible.</param>
/// <param name="Names">The members; any letter case.</param>
internal sealed record KnownFields(IReadOnlyList<LogSource> Sources, bool IsOpen, IReadOnlySet<string> Names);
