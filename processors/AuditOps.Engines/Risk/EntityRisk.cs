using System.Globalization;
using AuditOps.Engines.Alerts;
using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Risk;

/// <summary>
/// The risk of an actor: the sum over its alerts of <c>score(severity) · 2^(−age / half-life)</c>, the age in event time. Computed as a correlation over alerts, so that it is
/// the same in whatever order they come and however often they are told.
/// </summary>
public static class EntityRisk
{
    /// <summary>Rule id of the alert about an actor.</summary>
    public const string RuleId = "auditops.entity-risk";

    /// <summary>Source of the evidence, which is alerts.</summary>
    public const string Source = "alerts";

    private const string Actor = "actor";
    private const string Score = "score";

    public static CorrelationPlan Plan(EntityRiskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CorrelationPlan
        {
            RuleId = RuleId,
            Title = "Alerts about one actor add up",
            Description = "Several alerts about the same actor within a short time weigh more than each alone. The evidence names the alerts.",
            Severity = AlertSeverity.High,
            Kind = CorrelationKind.DecayingSum,
            Steps = [RuleId],
            GroupBy = [Actor],
            ValueFields = [Score],
            Timespan = options.Memory,
            HalfLife = options.HalfLife,
            Dedupe = options.Window,
            Conditions = [new Comparison(ComparisonOperator.Gte, options.Threshold)],
            Runbook = "Look at the alerts named here as one story: what did the account do between them, and is it still its owner who uses it?",
        };
    }

    /// <summary>
    /// What an alert adds to the risk of its actor; null where it adds nothing: alerts of several actors, of rules in testing, and about risk itself. An alert adds once, when it is
    /// opened, with the severity that it has then; one that was found in testing or in history only adds when it is found live.
    /// </summary>
    /// <param name="before">The alert as it was; null when it is new.</param>
    /// <param name="alert">The alert as it is.</param>
    /// <param name="options">Scores.</param>
    public static Match? Of(Alert? before, Alert alert, EntityRiskOptions options)
    {
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(options);
        var facts = alert.Facts;
        var isNew = before is null || (before.Facts.Silent && !facts.Silent) || (before.Facts.Historical && !facts.Historical);
        if (!isNew || facts.Silent || facts.Actor.Length == 0 || facts.RuleId == RuleId || options.ScoreOf(facts.Severity) <= 0)
            return null;
        return new Match
        {
            Tenant = alert.Tenant,
            Correlation = RuleId,
            Step = RuleId,
            Group = [new NamedValue(Actor, facts.Actor)],
            Fields = [new NamedValue(Score, options.ScoreOf(facts.Severity).ToString(CultureInfo.InvariantCulture))],
            Historical = facts.Historical,
            Event = new EvidenceEvent
            {
                EventId = alert.AlertId,
                Source = Source,
                EventTime = facts.FirstSeen,
                CollectedAt = alert.CreatedAt,
                Actor = facts.Actor,
                Operation = facts.RuleId,
                Outcome = Outcome.Unknown,
                Summary = $"{AlertNames.Of(facts.Severity)}: {facts.Title}",
            },
        };
    }
}
