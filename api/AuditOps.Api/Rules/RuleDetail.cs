using System.Diagnostics.CodeAnalysis;

namespace AuditOps.Api.Rules;

/// <summary>A rule with its text, in one version, and the list of all.</summary>
internal sealed record RuleDetail : RuleItem
{
    [SetsRequiredMembers]
    public RuleDetail(RuleItem item, string yaml, IReadOnlyList<RuleVersion> versions)
        : base(item)
    {
        Yaml = yaml;
        Versions = versions;
    }

    /// <summary>Sigma.</summary>
    public string Yaml { get; }

    /// <summary>Newest first; the first hundred.</summary>
    public IReadOnlyList<RuleVersion> Versions { get; }
}
