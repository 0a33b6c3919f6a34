namespace AuditOps.Engines.Sigma.Yaml;

/// <summary>One key of a mapping.</summary>
/// <param name="Key">As written.</param>
/// <param name="Line">Line of the key, from 1.</param>
/// <param name="Value">What it stands for.</param>
public sealed record SigmaEntry(string Key, int Line, SigmaNode Value);
