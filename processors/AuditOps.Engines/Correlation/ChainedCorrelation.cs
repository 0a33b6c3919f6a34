namespace AuditOps.Engines.Correlation;

/// <summary>A correlation that looks at another one.</summary>
/// <param name="RuleId">Who looks.</param>
/// <param name="Version">Its version.</param>
/// <param name="Step">Under which name it knows the other.</param>
/// <param name="StepNumber">Place of the other in it, from 0.</param>
/// <param name="GroupFrom">For each of its group fields, the group field of the other that holds the value.</param>
/// <param name="GroupBy">Its group fields.</param>
public sealed record ChainedCorrelation(string RuleId, long Version, string Step, int StepNumber, IReadOnlyList<string> GroupFrom, IReadOnlyList<string> GroupBy);
