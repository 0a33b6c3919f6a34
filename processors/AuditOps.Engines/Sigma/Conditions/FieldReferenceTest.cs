namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>A value is related to a value of another field.</summary>
internal sealed record FieldReferenceTest(string OtherField, ReferenceMode Mode, bool Cased) : ValueTest;
