namespace AuditOps.Api.Alerts;

/// <summary>A field of the rule's group and its value.</summary>
internal sealed record FieldValue(string Field, string Value);
