using AuditOps.Schemas.Contracts;

namespace AuditOps.Host.Bench;

/// <summary>Records of which somebody else has said whether they are an attack.</summary>
/// <param name="File">Where they stand.</param>
/// <param name="Name">What they are.</param>
/// <param name="Techniques">ATT&amp;CK ids; empty where the data names none: then any rule counts.</param>
/// <param name="IsAttack">What is expected.</param>
/// <param name="Events">The records, normalised.</param>
internal sealed record DetectionCase(string File, string Name, IReadOnlyList<string> Techniques, bool IsAttack, IReadOnlyList<AuditEvent> Events);
