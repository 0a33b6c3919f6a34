using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

internal static class AlertHistory
{
    /// <summary>Adds a step; beyond the limit the oldest but the very first goes.</summary>
    public static IReadOnlyList<AlertChange> Add(IReadOnlyList<AlertChange> history, AlertChange step)
    {
        var steps = new List<AlertChange>(history) { step };
        if (steps.Count > AlertLimits.History)
            steps.RemoveAt(1);
        return steps;
    }
}
