namespace AuditOps.Engines.Sigma.Yaml;

/// <summary>A sequence.</summary>
public sealed class SigmaList(int line, IReadOnlyList<SigmaNode> items) : SigmaNode(line)
{
    public IReadOnlyList<SigmaNode> Items { get; } = items;
}
