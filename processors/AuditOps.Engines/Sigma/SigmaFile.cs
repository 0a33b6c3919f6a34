namespace AuditOps.Engines.Sigma;

/// <summary>The text of a rule file and the name it has in messages.</summary>
public sealed record SigmaFile(string Name, string Text);
