namespace AuditOps.Engines.Sigma.Plan;

/// <summary>The field is missing, or one of its values is null.</summary>
internal sealed class NullPredicate(int id, int[] slots) : Predicate(id, slots)
{
    public override bool Test(EventValues values)
    {
        var missing = true;
        foreach (var slot in Slots)
        {
            for (var cursor = 0; values.Next(slot, ref cursor, out var value);)
            {
                missing = false;
                if (value.Kind == EventValueKind.Null)
                    return true;
            }
        }

        return missing;
    }

    public override bool Fits(ReadOnlySpan<char> text) => false;
}
