using AuditOps.Engines.Sigma.Conditions;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>The expression is found in a value. Time is linear in the value's length: the engine does not backtrack.</summary>
internal sealed class RegexPredicate(int id, int[] slots, RegexTest test) : Predicate(id, slots)
{
    public override bool Fits(ReadOnlySpan<char> text) => test.Expression.IsMatch(text);
}
