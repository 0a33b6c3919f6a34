namespace AuditOps.Processors.Cases;

/// <summary>Judges the text of a rule before it is stored.</summary>
internal static class RuleText
{
    /// <summary>What is wrong with it, in a sentence for whoever wrote it; null when it can be used.</summary>
    public static string? FaultOf(string yaml) => "Rules cannot be compiled by this version yet, so none can be stored.";
}
