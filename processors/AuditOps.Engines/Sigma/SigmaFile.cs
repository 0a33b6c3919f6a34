using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma;

/// <summary>The text of a rule file and the name it has in messages.</summary>
public sealed record SigmaFile(string Name, string Text)
{
    private IReadOnlyList<SigmaNode>? _documents;

    public bool Equals(SigmaFile? other) => other is not null && Name == other.Name && Text == other.Text;

    public override int GetHashCode() => HashCode.Combine(Name, Text);

    /// <summary>The documents of the text, read once: with a change of one text all others are loaded again beside it.</summary>
    /// <exception cref="SigmaSyntaxException">It is not YAML, or is beyond a limit.</exception>
    internal IReadOnlyList<SigmaNode> Read() => _documents ??= SigmaYaml.Read(Text);
}
