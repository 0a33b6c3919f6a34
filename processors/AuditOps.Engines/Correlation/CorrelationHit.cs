namespace AuditOps.Engines.Correlation;

/// <summary>A trigger at which a correlation holds.</summary>
/// <param name="Trigger">Its place in the group.</param>
/// <param name="Number">The number that was found there.</param>
public readonly record struct CorrelationHit(int Trigger, double Number);
