using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Model;

/// <summary>What a rule says of itself; the same for detections, correlations and filters.</summary>
public sealed record RuleMetadata
{
    /// <summary>The rule's id; for a rule without one its file name and position there, so that it still can be named.</summary>
    public required string Id { get; init; }

    /// <summary>The handle by which correlations may refer to it.</summary>
    public string? Name { get; init; }

    public required string Title { get; init; }

    public required string File { get; init; }

    /// <summary>Line of the document in the file, from 1.</summary>
    public required int Line { get; init; }

    public SigmaStatus? Status { get; init; }

    public SigmaLevel? Level { get; init; }

    public string? Description { get; init; }

    public string? Author { get; init; }

    public string? License { get; init; }

    public DateOnly? Date { get; init; }

    public DateOnly? Modified { get; init; }

    public IReadOnlyList<string> References { get; init; } = [];

    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>Fields of interest to who reads the alert.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>As written, for example <c>attack.t1098.003</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>ATT&amp;CK technique ids of the tags in upper case, for example T1098.003.</summary>
    public IReadOnlyList<string> Techniques { get; init; } = [];

    /// <summary>ATT&amp;CK tactics of the tags with dashes, for example credential-access.</summary>
    public IReadOnlyList<string> Tactics { get; init; } = [];

    public IReadOnlyList<RelatedRule> Related { get; init; } = [];

    /// <summary>The rule's <c>auditops</c> block.</summary>
    public RuleExtras Extras { get; init; } = RuleExtras.None;

    /// <summary>Keys that Sigma does not define, as they are written.</summary>
    public IReadOnlyDictionary<string, SigmaNode> Custom { get; init; } = NoCustom;

    private static readonly IReadOnlyDictionary<string, SigmaNode> NoCustom = new Dictionary<string, SigmaNode>(StringComparer.Ordinal);
}
