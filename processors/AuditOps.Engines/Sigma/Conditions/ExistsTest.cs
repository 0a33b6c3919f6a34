namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The field is there, whatever its value; or, with false, it is not.</summary>
internal sealed record ExistsTest(bool Wanted) : ValueTest;
