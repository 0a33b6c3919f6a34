using AuditOps.Engines.Sigma.Values;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Reads a calendar: <c>zone</c>, <c>days</c>, <c>hours</c> and <c>holidays</c>, each as in the modifier <c>afterhours</c>.</summary>
internal static class CalendarReader
{
    public static BusinessHours Read(SigmaMap map, BusinessHours standard)
    {
        foreach (var entry in map.Entries)
        {
            if (entry.Key is not ("zone" or "days" or "hours" or "holidays"))
                throw new SigmaSyntaxException(entry.Line, $"'calendar' has an unknown key '{entry.Key}'.");
        }

        var words = new List<string>();
        foreach (var key in new[] { "zone", "days", "hours" })
        {
            if (MetadataReader.Text(map, key) is { } text)
                words.Add(text.Contains(' ', StringComparison.Ordinal) ? throw new SigmaSyntaxException(map.Entry(key)!.Line, $"'{text}' is no {key} of a calendar.") : text);
        }

        if (map.Entry("holidays") is not null)
            words.Add("except " + (MetadataReader.Texts(map, "holidays") is { Count: > 0 } days ? string.Join(',', days) : "none"));
        return BusinessHours.Read(string.Join(' ', words), standard, out var wrong) ?? throw new SigmaSyntaxException(map.Line, wrong!);
    }
}
