namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A slot filled by the value at a node.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Rank">How the dots of the path were read: 0 when the whole path is one literal name; of several readings the lowest that the record has counts.</param>
internal readonly record struct PathEnd(int Slot, int Rank);
