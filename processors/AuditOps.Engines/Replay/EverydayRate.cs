using System.Globalization;

namespace AuditOps.Engines.Replay;

/// <summary>How often something that a rule looks at happens for good reasons.</summary>
/// <param name="Rule">Name of the rule's file.</param>
/// <param name="Line">Which of the records that it matches is the pattern, from 0.</param>
/// <param name="Operation">What was done instead of what the pattern says; null for the same.</param>
/// <param name="PerDay">Times a day in a tenant of four hundred people.</param>
public sealed record EverydayRate(string Rule, int Line, string? Operation, double PerDay)
{
    /// <summary>Reads lines of <c>rule;line;operation;times a day</c>; those that begin with # say nothing.</summary>
    /// <exception cref="FormatException">A line is none such.</exception>
    public static IReadOnlyList<EverydayRate> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rates = new List<EverydayRate>();
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            rates.Add(line.Split(';') is [var rule, var place, var operation, var often] && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && double.TryParse(often, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perDay) && perDay > 0
                ? new EverydayRate(rule, index, operation.Length == 0 ? null : operation, perDay)
                : throw new FormatException($"Line {number} of the rates of everyday work is not 'rule;line;operation;times a day': {line}"));
        }

        return rates;
    }
}
