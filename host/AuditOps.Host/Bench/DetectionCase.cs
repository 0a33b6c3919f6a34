using AuditOps.Schemas.Contracts;

namespace AuditOps.Host.Bench;

/// <summary>Records of which somebody else has said whether they are an attack.</summary>
/// <param name="File">Where they stand.</param>
/// <param name="Name">What they are.</param>
/// <param name="Techniques">ATT&amp;CK ids; empty where the data names none: then any rule counts.</param>
/// <param name="IsAttack">What is expected.</param>
/// <param name="Events">The records, normalised.</param>
internal sealed record DetectionCase(string File, string Name, IReadOnlyList<string> Techniques, bool IsAttack, IReadOnlyList<AuditEvent> Events)
{
    /// <summary>Whether a rule of these techniques counts: it has one of the case, or one above or below it.</summary>
    public bool Fits(IReadOnlyList<string> techniques) => Techniques.Count == 0 || techniques.Any(has => Techniques.Any(wanted => Related(has, wanted)));

    private static bool Related(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase)
        || one.StartsWith(other + ".", StringComparison.OrdinalIgnoreCase) || other.StartsWith(one + ".", StringComparison.OrdinalIgnoreCase);
}
