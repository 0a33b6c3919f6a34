using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Tests.Alerts;

/// <summary>Candidates and commands as rules and people send them.</summary>
internal static class Samples
{
    public const string Tenant = "contoso";
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public static AlertCandidate Candidate(string eventId, int second, string actor = "ann@contoso.com", AlertSeverity severity = AlertSeverity.Medium)
    {
        var at = Start.AddSeconds(second);
        var group = new[] { new NamedValue("ip", "192.0.2.7") };
        var window = AlertIds.WindowStart(at, Window);
        return new AlertCandidate
        {
            AlertId = AlertIds.Of(Tenant, "rule-1", group, window),
            RuleId = "rule-1",
            RuleVersion = 1,
            Title = "Many failures",
            Description = "Somebody tries passwords.",
            Severity = severity,
            Tags = ["attack.t1110.003", "attack.credential_access", "car.2013"],
            Group = group,
            Actor = actor,
            WindowStart = window,
            WindowEnd = window + Window,
            FirstSeen = at,
            LastSeen = at,
            Count = 1,
            Evidence =
            [
                new EvidenceEvent
                {
                    EventId = eventId,
                    Source = Sources.EntraSignIn,
                    EventTime = at,
                    CollectedAt = at.AddMinutes(2),
                    Actor = actor,
                    Operation = "Sign-in",
                    Outcome = Outcome.Failure,
                    Ip = "192.0.2.7",
                    Summary = $"{actor} failed to sign in",
                },
            ],
            Why = [new MatchedCondition { Field = "ResultType", Operator = "equals", Expected = "50126", Actual = "50126" }],
            Snapshot = "{}"u8.ToArray(),
            Runbook = "Look at the address.",
        };
    }

    /// <summary>The alert that one event opens, as Cases writes it.</summary>
    public static Alert Alert(int second, string tenant = Tenant, string actor = "ann@contoso.com", AlertSeverity severity = AlertSeverity.Medium)
    {
        var candidate = Candidate($"e{second}", second, actor, severity);
        return AlertMerge.Open(tenant, candidate, candidate.LastSeen.AddMinutes(3));
    }

    public static Command Found(AlertCandidate candidate) => new()
    {
        Tenant = Tenant,
        Subject = candidate.AlertId,
        Kind = CommandKinds.Candidate,
        CommandId = $"{candidate.AlertId}/{candidate.Evidence[0].EventId}",
        At = candidate.LastSeen.AddMinutes(3),
        By = "ingest",
        Candidate = candidate,
    };

    public static Command Person(string kind, string subject, string id, string body = "", long revision = -1, string by = "ann") => new()
    {
        Tenant = Tenant,
        Subject = subject,
        Kind = kind,
        CommandId = id,
        At = Start.AddHours(2),
        By = by,
        ExpectedRevision = revision,
        Body = System.Text.Encoding.UTF8.GetBytes(body),
    };
}
