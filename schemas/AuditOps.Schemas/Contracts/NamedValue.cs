namespace AuditOps.Schemas.Contracts;

/// <summary>A field and its text.</summary>
public readonly record struct NamedValue(string Name, string Value);
