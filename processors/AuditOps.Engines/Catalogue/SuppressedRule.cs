using AuditOps.Engines.Correlation;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Catalogue;

/// <summary>A rule that looks at single events and holds repeated alerts back: what came before matters, so it runs as a correlation of one step, under its own id.</summary>
internal static class SuppressedRule
{
    private static readonly IReadOnlyList<string> Standard = ["actor.key"];

    /// <summary>The fields by which a rule holds back; empty where it does not. What it says of them, else its group, else the actor.</summary>
    public static IReadOnlyList<string> FieldsOf(SigmaRule rule) =>
        rule.Metadata.Extras switch
        {
            { Suppress: null } => [],
            { Suppress.Fields: { Count: > 0 } fields } => fields,
            { GroupBy: { Count: > 0 } fields } => fields,
            _ => Standard,
        };

    public static CorrelationPlan PlanOf(SigmaRule rule, long version, bool silent)
    {
        var metadata = rule.Metadata;
        return new CorrelationPlan
        {
            RuleId = metadata.Id,
            Version = version,
            Title = metadata.Title,
            Description = metadata.Description,
            Severity = metadata.Level is { } level ? (AlertSeverity)(int)level : AlertSeverity.Medium,
            Tags = metadata.Tags,
            Runbook = metadata.Extras.Runbook,
            Silent = silent,
            // Each match by itself is reason enough.
            Kind = CorrelationKind.EventCount,
            Steps = [metadata.Id],
            GroupBy = FieldsOf(rule),
            Timespan = TimeSpan.FromTicks(1),
            Grace = SourceGrace.Of(rule.LogSource),
            Suppress = metadata.Extras.Suppress!.Time,
        };
    }
}
