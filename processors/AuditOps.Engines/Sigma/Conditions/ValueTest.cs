namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>What is asked of a value.Equal questions are equal objects, so that a plan asks each once.</summary>
internal abstract record ValueTest;
