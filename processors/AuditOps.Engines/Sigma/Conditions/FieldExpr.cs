namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>A test of one field; true when any value that the event has under the name meets it.</summary>
/// <param name="Field">As the rule names it; null for a keyword, which looks at every value of the event.</param>
/// <param name="Test">What is asked.</param>
internal sealed record FieldExpr(string? Field, ValueTest Test) : Expr;
