using System.Globalization;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Correlation;

/// <summary>The number that a correlation computes over a range of a group's entries.</summary>
public static class CorrelationNumbers
{
    // Between the parts of a tuple; no field value of a record holds it, control characters are refused or escaped in JSON.
    private const char Separator = '\u001f';

    public static double EventCount(IReadOnlyList<CorrelationEntry> entries, int from, int to, int steps)
    {
        // One rule matches an event once; several may match the same event, which is one event.
        if (steps == 1)
            return to - from;
        var ids = new HashSet<(string, string)>();
        for (var i = from; i < to; i++)
            ids.Add((entries[i].Match.Event.Source, entries[i].Match.Event.EventId));
        return ids.Count;
    }

    /// <summary>Distinct tuples; a match that lacks one of the fields does not count.</summary>
    public static double ValueCount(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to)
    {
        var values = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = from; i < to; i++)
        {
            if (TupleOf(plan, entries[i].Match) is { } tuple)
                values.Add(tuple);
        }

        return values.Count;
    }

    /// <summary>The values of the correlation's fields as one text; null when one is missing.</summary>
    public static string? TupleOf(CorrelationPlan plan, Match match)
    {
        if (plan.ValueFields.Count == 1)
            return ValueOf(match, plan.ValueFields[0]);
        var parts = new string[plan.ValueFields.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (ValueOf(match, plan.ValueFields[i]) is not { } value)
                return null;
            parts[i] = value;
        }

        return string.Join(Separator, parts);
    }

    /// <summary>The numbers of the correlation's field, ascending; what is no number does not count.</summary>
    public static List<double> Numbers(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to)
    {
        var numbers = new List<double>();
        for (var i = from; i < to; i++)
        {
            if (NumberOf(entries[i].Match, plan.ValueFields[0]) is { } number)
                numbers.Add(number);
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>Each number times two to the power of minus its age at the trigger in half-lives.</summary>
    public static double DecayingSum(CorrelationPlan plan, IReadOnlyList<CorrelationEntry> entries, int from, int to, int trigger)
    {
        double sum = 0;
        for (var i = from; i < to; i++)
        {
            if (NumberOf(entries[i].Match, plan.ValueFields[0]) is { } number)
                sum += number * Math.Pow(2, -(entries[trigger].Ticks - entries[i].Ticks) / (double)plan.HalfLife.Ticks);
        }

        return sum;
    }

    private static double? NumberOf(Match match, string name) =>
        ValueOf(match, name) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string? ValueOf(Match match, string name)
    {
        foreach (var (field, value) in match.Fields)
        {
            if (string.Equals(field, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }
}
