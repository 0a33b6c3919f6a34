namespace AuditOps.Engines.Sigma.Plan;

/// <summary>The field is there, even when it is null or empty.</summary>
internal sealed class ExistsPredicate(int id, int[] slots) : Predicate(id, slots)
{
    public override bool Test(EventValues values)
    {
        foreach (var slot in Slots)
        {
            if (values.Has(slot))
                return true;
        }

        return false;
    }

    public override bool Fits(ReadOnlySpan<char> text) => true;
}
