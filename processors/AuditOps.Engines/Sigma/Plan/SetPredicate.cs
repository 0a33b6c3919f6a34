namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A value equals one of these texts or numbers. The index of the slots answers it; it is never asked by itself.</summary>
internal sealed class SetPredicate(int id, int[] slots, IReadOnlyList<string> texts, IReadOnlyList<string> numbers) : Predicate(id, slots)
{
    public IReadOnlyList<string> Texts { get; } = texts;

    /// <summary>Canonical.</summary>
    public IReadOnlyList<string> Numbers { get; } = numbers;

    public override bool Test(EventValues values) => false;

    protected override bool Test(ReadOnlySpan<char> text) => false;
}
