using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A value equals one of these texts or numbers. The index of the slots answers it; it is asked by itself only to explain a match.</summary>
internal sealed class SetPredicate(int id, int[] slots, IReadOnlyList<string> texts, IReadOnlyList<string> numbers) : Predicate(id, slots)
{
    public IReadOnlyList<string> Texts { get; } = texts;

    /// <summary>Canonical.</summary>
    public IReadOnlyList<string> Numbers { get; } = numbers;

    public override bool Test(EventValues values) => false;

    public override bool Fits(ReadOnlySpan<char> text)
    {
        foreach (var wanted in Texts)
        {
            if (text.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return Numbers.Count > 0 && NumberText.Canonical(text) is { } canonical && Numbers.Contains(canonical, StringComparer.Ordinal);
    }
}
