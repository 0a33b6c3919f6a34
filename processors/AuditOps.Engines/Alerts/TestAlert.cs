using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>An alert that says of itself that it is a test, with everything that a real one has.</summary>
public static class TestAlert
{
    public const string RuleId = "auditops-test";

    /// <param name="tenant">Whose.</param>
    /// <param name="now">When.</param>
    /// <param name="by">Who asked for it.</param>
    public static Alert Create(string tenant, DateTimeOffset now, string by)
    {
        var group = new[] { new NamedValue("test", by) };
        return AlertMerge.Open(tenant, new AlertCandidate
        {
            AlertId = AlertIds.Of(tenant, RuleId, group, now),
            RuleId = RuleId,
            RuleVersion = 1,
            Title = "Test notification of AuditOps",
            Description = "Somebody asked for this message to see whether it arrives. Nothing has happened.",
            Severity = AlertSeverity.Informational,
            Tags = [],
            Group = group,
            Actor = by,
            WindowStart = now,
            WindowEnd = now,
            FirstSeen = now,
            LastSeen = now,
            Count = 1,
            Evidence =
            [
                new EvidenceEvent
                {
                    EventId = "test",
                    Source = Sources.Other,
                    EventTime = now,
                    CollectedAt = now,
                    Actor = by,
                    Operation = "Test",
                    Outcome = Outcome.Success,
                    Summary = $"{by} asked for a test; nothing has happened.",
                },
            ],
            Why = [],
        }, now);
    }
}
