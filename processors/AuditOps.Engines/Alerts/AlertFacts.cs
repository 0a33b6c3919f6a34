using System.Globalization;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>What people want to read of an alert first, each as a label and a text; what an alert lacks is left out.</summary>
internal static class AlertFacts
{
    public static string Heading(Alert alert) => $"[{AlertNames.Of(alert.Facts.Severity).ToUpperInvariant()}] {(alert.Facts.Title.Length > 0 ? alert.Facts.Title : alert.Facts.RuleId)}";

    public static string Message(Alert alert) => alert.Facts.Evidence.Count > 0 ? alert.Facts.Evidence[0].Summary : alert.Facts.Description ?? "";

    public static IEnumerable<(string Label, string Value)> Of(Alert alert)
    {
        var facts = alert.Facts;
        var seen = facts.Evidence.Count > 0 ? facts.Evidence[0] : null;
        yield return ("Tenant", alert.Tenant);
        yield return ("Status", AlertNames.Of(alert.Status).Replace('_', ' '));
        var actor = facts.Actor.Length > 0 ? facts.Actor : seen?.Actor ?? "";
        yield return ("Actor", actor.Length > 0 ? actor : "several");
        if (seen is not null)
            yield return ("Action", $"{seen.Operation} ({seen.Source})");
        if (facts.Evidence.FirstOrDefault(one => one.Ip is not null)?.Ip is { } ip)
            yield return ("Address", ip);
        yield return ("Events", Math.Max(1, facts.Count).ToString(CultureInfo.InvariantCulture));
        yield return ("First seen", facts.FirstSeen.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        var techniques = AttackTags.Techniques(facts.Tags);
        if (techniques.Count > 0)
            yield return ("ATT&CK", string.Join(' ', techniques));
        yield return ("Rule", facts.RuleId);
    }
}
