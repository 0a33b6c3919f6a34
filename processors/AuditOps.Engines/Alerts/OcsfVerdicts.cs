using System.Globalization;

namespace AuditOps.Engines.Alerts;

/// <summary>Verdicts on an incident and their numbers in OCSF (profile <c>incident</c>, attribute <c>verdict_id</c>).</summary>
public static class OcsfVerdicts
{
    /// <summary>Names that a person may give, with OCSF's numbers.</summary>
    public static IReadOnlyDictionary<string, int> Ids { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["unknown"] = 0,
        ["false_positive"] = 1,
        ["true_positive"] = 2,
        ["disregard"] = 3,
        ["suspicious"] = 4,
        ["benign"] = 5,
        ["test"] = 6,
        ["insufficient_data"] = 7,
        ["security_risk"] = 8,
        ["managed_externally"] = 9,
        ["duplicate"] = 10,
    };

    /// <summary>OCSF's words for a verdict: its name with blanks and capitals.</summary>
    public static string CaptionOf(string verdict) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(verdict.Replace('_', ' '));
}
