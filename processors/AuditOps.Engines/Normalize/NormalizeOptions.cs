using AuditOps.Engines.Normalize.Rules;

namespace AuditOps.Engines.Normalize;

/// <summary>What the normaliser is told from outside.</summary>
public sealed record NormalizeOptions
{
    /// <summary>Display categories. Default: the built-in <c>categories.yaml</c>.</summary>
    public CategoryFile Categories { get; init; } = CategoryFile.BuiltIn;

    /// <summary>Summary templates. Default: the built-in <c>summaries.yaml</c>.</summary>
    public SummaryFile Summaries { get; init; } = SummaryFile.BuiltIn;

    /// <summary>Which organisation ids (Entra tenant GUIDs) belong to a tenant slug; a record of another organisation is flagged. A tenant without an entry is not checked. Default: none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Organizations { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}
