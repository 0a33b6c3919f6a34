namespace AuditOps.Engines.Catalogue;

/// <summary>A rule as a step of a correlation.</summary>
/// <param name="Correlation">Id of the correlation.</param>
/// <param name="Version">Revision of its document.</param>
/// <param name="Number">Place of the rule in it, from 0.</param>
/// <param name="GroupBy">Names of the group.</param>
/// <param name="GroupFields">The field of this rule behind each name.</param>
/// <param name="ValueFields">Further fields that the correlation computes with.</param>
public sealed record RuleStep(string Correlation, long Version, int Number, IReadOnlyList<string> GroupBy, IReadOnlyList<string> GroupFields, IReadOnlyList<string> ValueFields)
{
    /// <summary>An event that lacks a value of the group is a match too; otherwise things without a name have nothing in common.</summary>
    public bool TakesMissing { get; init; }
}
