namespace AuditOps.Engines.Replay;

/// <summary>A test of a rule that a record does not pass.</summary>
/// <param name="Field">The field that is asked, in the words of the rule; null for a keyword.</param>
/// <param name="State">How the record fails it.</param>
public sealed record MissedTest(string? Field, MissedTestState State);
