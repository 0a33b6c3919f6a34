namespace AuditOps.Api.Alerts;

/// <summary>The words that filters and commands know.</summary>
internal static class AlertWords
{
    public static readonly string[] Severities = ["informational", "low", "medium", "high", "critical"];

    public static readonly string[] Statuses = ["open", "acknowledged", "resolved", "false_positive"];

    /// <summary>What is still to be done.</summary>
    public static readonly string[] Unfinished = ["open", "acknowledged"];

    /// <summary>The words of a list that is separated by commas; null when one is not known.</summary>
    public static IReadOnlyCollection<string>? List(string text, string[] known)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries);
        return words.Length <= known.Length && words.All(known.Contains) ? words : null;
    }
}
