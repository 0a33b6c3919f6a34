namespace AuditOps.Engines.Replay;

/// <summary>A file of rules with the records that stand beside it.</summary>
/// <param name="Name">Folder and name without extension, for example <c>identity/brute-force</c>.</param>
/// <param name="Rules">The text of the rules.</param>
/// <param name="Matches">Records for which they must raise an alert.</param>
/// <param name="Others">Records that they must leave alone.</param>
public sealed record RuleExample(string Name, string Rules, IReadOnlyList<byte[]> Matches, IReadOnlyList<byte[]> Others);
