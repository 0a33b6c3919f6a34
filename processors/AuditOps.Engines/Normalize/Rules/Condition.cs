namespace AuditOps.Engines.Normalize.Rules;

/// <summary>What an event must be like for a rule: every list given must hold a pattern that fits. Patterns compare without case; '*' stands for any text.</summary>
internal sealed record Condition
{
    public IReadOnlyList<string> Sources { get; init; } = [];
    public IReadOnlyList<string> Workloads { get; init; } = [];
    public IReadOnlyList<string> NativeCategories { get; init; } = [];
    public IReadOnlyList<string> Operations { get; init; } = [];
    public IReadOnlyList<string> RecordTypes { get; init; } = [];
    public IReadOnlyList<string> Outcomes { get; init; } = [];
    public IReadOnlyList<string> Labels { get; init; } = [];

    public bool Fits(in RuleInput input, string label) =>
        Any(Sources, input.Source) && Any(Workloads, input.Workload) && Any(NativeCategories, input.NativeCategory) && Any(Operations, input.Operation)
        && Any(RecordTypes, input.RecordType) && Any(Outcomes, input.Outcome.ToString()) && Any(Labels, label);

    private static bool Any(IReadOnlyList<string> patterns, string value)
    {
        if (patterns.Count == 0)
            return true;
        foreach (var pattern in patterns)
        {
            if (Like(pattern, value))
                return true;
        }

        return false;
    }

    /// <summary>Greedy match with one point of return: linear in practice, never exponential.</summary>
    internal static bool Like(ReadOnlySpan<char> pattern, ReadOnlySpan<char> value)
    {
        int p = 0, v = 0, star = -1, back = 0;
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                back = v;
            }
            else if (p < pattern.Length && char.ToLowerInvariant(pattern[p]) == char.ToLowerInvariant(value[v]))
            {
                p++;
                v++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                v = ++back;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
