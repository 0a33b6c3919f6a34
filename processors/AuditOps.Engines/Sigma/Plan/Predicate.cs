namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A question about one field that rules share: asked at most once per event, and only when a rule needs the answer.</summary>
internal abstract class Predicate(int id, int[] slots)
{
    public int Id { get; } = id;

    /// <summary>Where the field's values stand; any of them counts.</summary>
    public int[] Slots { get; } = slots;

    /// <summary>Rules for which a true answer is reason to look at them.</summary>
    public int[] Candidates { get; set; } = [];

    /// <summary>In how many rules it occurs; the rarer, the better it is as a reason.</summary>
    public int Uses { get; set; }

    public virtual bool Test(EventValues values)
    {
        foreach (var slot in Slots)
        {
            for (var cursor = 0; values.Next(slot, ref cursor, out var value);)
            {
                if (value.Kind != EventValueKind.Null && Fits(values.Text(value)))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The answer for one value that is there and not null.</summary>
    public abstract bool Fits(ReadOnlySpan<char> text);
}
