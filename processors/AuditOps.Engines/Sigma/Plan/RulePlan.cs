using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A set of rules compiled together: which values to read from a record, which questions to ask of them, and which rules an answer makes worth a look. Immutable.</summary>
internal sealed class RulePlan
{
    public required SigmaRule[] Rules { get; init; }

    public required PlanNode[] Conditions { get; init; }

    /// <summary>Rules that no single answer announces (negations, absence): evaluated for every event.</summary>
    public required int[] Always { get; init; }

    public required Predicate[] Predicates { get; init; }

    public required PathNode Root { get; init; }

    public required int Slots { get; init; }

    /// <summary>The slot that receives every plain value of a record; null when no rule has keywords.</summary>
    public required PathEnd? Leaves { get; init; }

    /// <summary>Slots that the normalised event fills.</summary>
    public required (int Slot, OwnField Read)[] Own { get; init; }

    public required ValueTransform?[] Transforms { get; init; }

    public required SlotIndex?[] Indexes { get; init; }

    /// <summary>Where the fields of each rule stand, those it tests and those wanted of its matches.</summary>
    public required IReadOnlyDictionary<(int Rule, string Field), int[]> Fields { get; init; }

    public required TimeZoneInfo TimeZone { get; init; }
}
