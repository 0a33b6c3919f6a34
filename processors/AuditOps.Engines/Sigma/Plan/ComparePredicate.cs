using System.Globalization;
using AuditOps.Engines.Normalize.Text;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A value, or a part of it as a time, stands in order to a number. Texts that are no number (or no time) never do.</summary>
internal sealed class ComparePredicate(int id, int[] slots, CompareTest test, TimeZoneInfo zone) : Predicate(id, slots)
{
    public override bool Fits(ReadOnlySpan<char> text)
    {
        if (test.Part is not { } part)
            return NumberText.TryDecimal(text, out var number) && Holds(number);
        return EventTimes.Parse(text) is { } time && Holds(Part(TimeZoneInfo.ConvertTime(time, zone).DateTime, part));
    }

    private bool Holds(decimal actual) => test.Operator switch
    {
        CompareOperator.Less => actual < test.Number,
        CompareOperator.LessOrEqual => actual <= test.Number,
        CompareOperator.Greater => actual > test.Number,
        CompareOperator.GreaterOrEqual => actual >= test.Number,
        CompareOperator.NotEqual => actual != test.Number,
        _ => actual == test.Number,
    };

    private static int Part(DateTime time, TimePart part) => part switch
    {
        TimePart.Minute => time.Minute,
        TimePart.Hour => time.Hour,
        TimePart.Day => time.Day,
        TimePart.Week => ISOWeek.GetWeekOfYear(time),
        TimePart.Month => time.Month,
        _ => time.Year,
    };
}
