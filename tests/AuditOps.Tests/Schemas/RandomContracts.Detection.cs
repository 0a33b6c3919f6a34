using AuditOps.Schemas.Contracts;

namespace AuditOps.Tests.Schemas;

/// <summary>The records of detection: matches, commands, alerts, rules.</summary>
internal sealed partial class RandomContracts
{
    public Match Match() => new()
    {
        Tenant = Text(),
        Correlation = Text(),
        CorrelationVersion = _random.NextInt64(),
        Step = Text(),
        Group = Many(() => new NamedValue(Text(), Text())),
        Event = EvidenceEvent(),
        Fields = Many(() => new NamedValue(Text(), Text())),
        Why = Many(MatchedCondition),
        Historical = Chance(),
    };

    public Command Command() => new()
    {
        Tenant = Text(),
        Subject = Text(),
        Kind = Text(),
        CommandId = Text(),
        At = Millis(),
        By = Text(),
        ExpectedRevision = _random.NextInt64(),
        Candidate = Chance() ? AlertCandidate() : null,
        Body = Bytes(_random.Next(0, 300)),
    };

    public Alert Alert() => new()
    {
        Tenant = Text(),
        AlertId = Text(),
        Revision = _random.NextInt64(),
        Status = Pick<AlertStatus>(),
        Verdict = Optional(),
        Reason = Optional(),
        Assignee = Optional(),
        CreatedAt = Millis(),
        UpdatedAt = Millis(),
        UpdatedBy = Text(),
        ClosedAt = Chance() ? Millis() : null,
        Suppressed = _random.NextInt64(),
        Facts = AlertCandidate(),
        History = Many(AlertChange),
    };

    public RuleDocument RuleDocument() => new()
    {
        Tenant = Text(),
        RuleId = Text(),
        Revision = _random.NextInt64(),
        Status = Pick<RuleStatus>(),
        Origin = Text(),
        Yaml = Text(),
        ChangedBy = Text(),
        ChangedAt = Millis(),
        Note = Optional(),
    };

    public TriageFact TriageFact() => new()
    {
        Tenant = Text(),
        Subject = Text(),
        Kind = Text(),
        CommandId = Text(),
        Accepted = Chance(),
        Code = Optional(),
        Message = Optional(),
        Revision = _random.NextInt64(),
        At = Millis(),
        By = Text(),
        Body = Bytes(_random.Next(0, 300)),
    };

    public Delivery Delivery() => new()
    {
        Tenant = Text(),
        DeliveryId = Text(),
        Target = Text(),
        State = Pick<DeliveryState>(),
        Trigger = Text(),
        AlertId = Text(),
        Revision = _random.NextInt64(),
        RuleId = Text(),
        Severity = Pick<AlertSeverity>(),
        Round = _random.NextInt64(),
        Attempt = _random.Next(),
        At = Millis(),
        PlannedAt = Millis(),
        NextAttemptAt = Chance() ? Millis() : null,
        Code = Optional(),
        Message = Optional(),
        By = Text(),
        Payload = Bytes(_random.Next(0, 300)),
    };

    private EvidenceEvent EvidenceEvent() => new()
    {
        EventId = Text(),
        Source = Text(),
        EventTime = Ticks(),
        CollectedAt = Millis(),
        Actor = Text(),
        Operation = Text(),
        Outcome = Pick<Outcome>(),
        Ip = Optional(),
        Country = Optional(),
        App = Optional(),
        UserAgent = Optional(),
        Summary = Text(),
    };

    private MatchedCondition MatchedCondition() => new()
    {
        Field = Text(),
        Operator = Text(),
        Expected = Text(),
        Actual = Optional(),
    };

    private AlertCandidate AlertCandidate() => new()
    {
        AlertId = Text(),
        RuleId = Text(),
        RuleVersion = _random.NextInt64(),
        Title = Text(),
        Description = Optional(),
        Severity = Pick<AlertSeverity>(),
        Tags = Many(Text),
        Group = Many(() => new NamedValue(Text(), Text())),
        Actor = Text(),
        WindowStart = Millis(),
        WindowEnd = Millis(),
        FirstSeen = Millis(),
        LastSeen = Millis(),
        Count = _random.NextInt64(),
        Evidence = Many(EvidenceEvent),
        Why = Many(MatchedCondition),
        Snapshot = Bytes(_random.Next(0, 300)),
        Historical = Chance(),
        Silent = Chance(),
        Runbook = Optional(),
    };

    private AlertChange AlertChange() => new()
    {
        Revision = _random.NextInt64(),
        At = Millis(),
        By = Text(),
        Action = Text(),
        From = Optional(),
        To = Optional(),
        Note = Optional(),
    };
}
