namespace AuditOps.Engines.Sigma.Yaml;

/// <summary>A node of a rule file, with the line it starts on.</summary>
public abstract class SigmaNode(int line)
{
    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    /// <summary>Nodes below and including this one, aliases counted with what they stand for.</summary>
    internal int Weight { get; set; } = 1;
}
