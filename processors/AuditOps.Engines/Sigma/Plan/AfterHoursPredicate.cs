using AuditOps.Engines.Normalize.Text;
using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A value is a time outside of working hours. Texts that are no time never are.</summary>
internal sealed class AfterHoursPredicate(int id, int[] slots, BusinessHours hours) : Predicate(id, slots)
{
    public override bool Fits(ReadOnlySpan<char> text) => EventTimes.Parse(text) is { } time && hours.IsOutside(time);
}
