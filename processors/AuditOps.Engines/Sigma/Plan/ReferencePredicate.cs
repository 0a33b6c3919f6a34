using AuditOps.Engines.Sigma.Conditions;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A value of the field equals, contains, starts or ends with a value of another field.</summary>
internal sealed class ReferencePredicate(int id, int[] slots, int[] others, FieldReferenceTest test) : Predicate(id, slots)
{
    private readonly StringComparison _comparison = test.Cased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    public override bool Test(EventValues values)
    {
        foreach (var slot in Slots)
        {
            for (var cursor = 0; values.Next(slot, ref cursor, out var value);)
            {
                if (value.Kind != EventValueKind.Null && MeetsOther(values, values.Text(value)))
                    return true;
            }
        }

        return false;
    }

    public override bool Fits(ReadOnlySpan<char> text) => false;

    /// <summary>The first value that meets a value of the other field; null when none does.</summary>
    public string? First(EventValues values)
    {
        foreach (var slot in Slots)
        {
            for (var cursor = 0; values.Next(slot, ref cursor, out var value);)
            {
                if (value.Kind != EventValueKind.Null && MeetsOther(values, values.Text(value)))
                    return values.Text(value).ToString();
            }
        }

        return null;
    }

    private bool MeetsOther(EventValues values, ReadOnlySpan<char> text)
    {
        foreach (var slot in others)
        {
            for (var cursor = 0; values.Next(slot, ref cursor, out var value);)
            {
                if (value.Kind != EventValueKind.Null && Holds(text, values.Text(value)))
                    return true;
            }
        }

        return false;
    }

    private bool Holds(ReadOnlySpan<char> text, ReadOnlySpan<char> other) => test.Mode switch
    {
        ReferenceMode.Contains => text.Contains(other, _comparison),
        ReferenceMode.StartsWith => text.StartsWith(other, _comparison),
        ReferenceMode.EndsWith => text.EndsWith(other, _comparison),
        _ => text.Equals(other, _comparison),
    };
}
