namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The field is missing, or a value of it is null.</summary>
internal sealed record NullTest : ValueTest;
