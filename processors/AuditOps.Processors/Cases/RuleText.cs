using System.Globalization;
using AuditOps.Engines.Sigma;

namespace AuditOps.Processors.Cases;

/// <summary>Judges the text of a rule before it is stored.</summary>
internal static class RuleText
{
    // More would not be read by whoever has to mend it.
    private const int MostReasons = 10;

    /// <summary>What is wrong with it, in a sentence for whoever wrote it; null when it can be used.</summary>
    public static string? FaultOf(string yaml)
    {
        var loaded = SigmaRules.Load([new SigmaFile("rule", yaml)]);
        if (loaded.Refused.Count > 0)
            return string.Join(" ", loaded.Refused.Take(MostReasons).Select(refused => string.Create(CultureInfo.InvariantCulture, $"Line {refused.Line}: {refused.Reason}")));
        return loaded.Rules.Count + loaded.Correlations.Count + loaded.Filters.Count == 0 ? "The text holds no rule." : null;
    }
}
