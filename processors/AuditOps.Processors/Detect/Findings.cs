using System.Globalization;
using System.Text.Json;
using AuditOps.Engines.Alerts;
using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Sigma;
using AuditOps.Processors.Cases;
using AuditOps.Processors.Ingest;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Detect;

/// <summary>Turns a rule that matched an event into a candidate for an alert, and into matches for correlations.</summary>
internal static class Findings
{
    /// <summary>Name of the group of rules that do not say any.</summary>
    private const string ActorGroup = "actor";

    private const string Unknown = "";

    /// <summary>Rule id of the alert about a rule that was switched off.</summary>
    public const string RuleOff = "auditops.rule-switched-off";

    /// <summary>Who changes rules that fail.</summary>
    public const string Switcher = "auditops.detect";

    private static readonly TimeSpan RuleOffWindow = TimeSpan.FromDays(1);

    public static Command Candidate(RuleUse use, SigmaMatcher matcher, AuditEvent value)
    {
        var metadata = use.Rule.Metadata;
        var seen = EventEvidence.Of(value);
        var group = Group(use, matcher, value);
        var start = AlertIds.WindowStart(FirstTime(value, seen, use.Window), use.Window);
        return Command(value, new AlertCandidate
        {
            AlertId = AlertIds.Of(value.Tenant, metadata.Id, group, start),
            RuleId = metadata.Id,
            RuleVersion = use.Version,
            Title = metadata.Title,
            Description = metadata.Description,
            Severity = metadata.Level is { } level ? (AlertSeverity)(int)level : AlertSeverity.Medium,
            Tags = metadata.Tags,
            Group = group,
            Actor = value.Actor.Key,
            WindowStart = start,
            WindowEnd = start + use.Window,
            FirstSeen = seen.EventTime,
            LastSeen = seen.EventTime,
            Count = 1,
            Evidence = [seen],
            Why = Bounded(matcher.Why(use.Rule)),
            Snapshot = Snapshot(value),
            Historical = value.Flags.HasFlag(EventFlags.Historical),
            Silent = use.Silent,
            Runbook = metadata.Extras.Runbook,
        });
    }

    /// <summary>The event as a match for a correlation; null when it lacks a value of the group: things without a name have nothing in common.</summary>
    public static Match? Match(RuleUse use, RuleStep step, SigmaMatcher matcher, AuditEvent value)
    {
        var group = new NamedValue[step.GroupBy.Count];
        for (var i = 0; i < group.Length; i++)
        {
            var text = FirstOf(matcher.Values(use.Rule, step.GroupFields[i])) ?? (step.TakesMissing ? Unknown : null);
            if (text is null)
                return null;
            group[i] = new NamedValue(step.GroupBy[i], text);
        }

        var fields = new List<NamedValue>(step.ValueFields.Count);
        foreach (var name in step.ValueFields)
        {
            if (FirstOf(matcher.Values(use.Rule, name)) is { } text)
                fields.Add(new NamedValue(name, text));
        }

        return new Match
        {
            Tenant = value.Tenant,
            Correlation = step.Correlation,
            CorrelationVersion = step.Version,
            Step = use.Rule.Metadata.Id,
            StepNumber = step.Number,
            Group = group,
            Event = EventEvidence.Of(value),
            Fields = fields,
            Why = Bounded(matcher.Why(use.Rule)),
            Historical = value.Flags.HasFlag(EventFlags.Historical),
        };
    }

    /// <summary>The alert about a rule that was switched off; the event is the one that was the reason.</summary>
    public static Command SwitchedOff(SwitchedOffRule off, AuditEvent value)
    {
        var seen = EventEvidence.Of(value);
        NamedValue[] group = [new("rule", off.Key.RuleId), new("owner", off.Key.Owner)];
        var start = AlertIds.WindowStart(seen.EventTime, RuleOffWindow);
        return Command(value, new AlertCandidate
        {
            AlertId = AlertIds.Of(value.Tenant, RuleOff, group, start),
            RuleId = RuleOff,
            Title = $"Detection rule switched off: {off.Title}",
            Description = $"The rule {off.Key.RuleId} no longer runs: {off.Reason} Other rules are not affected.",
            Severity = AlertSeverity.High,
            Group = group,
            Actor = value.Actor.Key,
            WindowStart = start,
            WindowEnd = start + RuleOffWindow,
            FirstSeen = seen.EventTime,
            LastSeen = seen.EventTime,
            Count = 1,
            Evidence = [seen],
            Snapshot = Snapshot(value),
            Historical = value.Flags.HasFlag(EventFlags.Historical),
            Runbook = "Look at the event named here and at the rule, and change the rule, or set its status to enabled again (PUT /api/v1/rules/ID): each makes a new version, which runs. Until then what it should find is not found.",
        });
    }

    /// <summary>The command that takes the text of a rule out of use for all workers, unless somebody has changed it meanwhile.</summary>
    public static Command Disable(SwitchedOffRule off) => new()
    {
        Tenant = off.Key.Owner,
        Subject = off.Document,
        Kind = CommandKinds.SaveRule,
        // Every worker that meets the fault says the same.
        CommandId = string.Create(CultureInfo.InvariantCulture, $"switched-off/{off.Key.Owner}/{off.Document}/{off.Revision}"),
        At = off.At,
        By = Switcher,
        ExpectedRevision = off.Revision,
        Body = JsonSerializer.SerializeToUtf8Bytes(new RuleBody { Status = "disabled", Note = $"Switched off: {off.Reason}" }),
    };

    private static Command Command(AuditEvent value, AlertCandidate candidate) => new()
    {
        Tenant = value.Tenant,
        Subject = candidate.AlertId,
        Kind = CommandKinds.Candidate,
        CommandId = $"{candidate.AlertId}/{value.EventId}",
        At = value.CollectedAt,
        By = IngestTopology.Name,
        Candidate = candidate,
    };

    /// <summary>A version of an event with another time stays in the alert that its first one raised. Of that only the hour is known, which says enough where windows are whole hours.</summary>
    private static DateTimeOffset FirstTime(AuditEvent value, EvidenceEvent seen, TimeSpan window) =>
        value.SupersedesHour is { } hour && window.Ticks % TimeSpan.TicksPerHour == 0 ? hour : seen.EventTime;

    private static NamedValue[] Group(RuleUse use, SigmaMatcher matcher, AuditEvent value)
    {
        if (use.GroupBy.Count == 0)
            return [new NamedValue(ActorGroup, value.Actor.Key)];
        var group = new NamedValue[use.GroupBy.Count];
        for (var i = 0; i < group.Length; i++)
            group[i] = new NamedValue(use.GroupBy[i], FirstOf(matcher.Values(use.Rule, use.GroupBy[i])) ?? Unknown);
        return group;
    }

    private static string? FirstOf(IReadOnlyList<string> values) => values.Count > 0 && values[0].Length > 0 ? values[0] : null;

    private static ReadOnlyMemory<byte> Snapshot(AuditEvent value) => value.Raw.Length <= AlertLimits.SnapshotBytes ? value.Raw : value.Raw[..AlertLimits.SnapshotBytes];

    private static IReadOnlyList<MatchedCondition> Bounded(IReadOnlyList<MatchedCondition> why) => why.Count <= AlertLimits.Conditions ? why : [.. why.Take(AlertLimits.Conditions)];
}
