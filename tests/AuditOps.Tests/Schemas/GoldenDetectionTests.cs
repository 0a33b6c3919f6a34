using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Schemas;

/// <summary>Messages of detection as they lie on topics that are in use; the rules of <see cref="GoldenMessageTests"/> hold.</summary>
public sealed class GoldenDetectionTests
{
    private static readonly SchemaRegistry Registry = new();
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    private static readonly EvidenceEvent Evidence = new()
    {
        EventId = "id-1",
        Source = Sources.EntraSignIn,
        EventTime = DateTimeOffset.UnixEpoch.AddTicks(17_000_000_001_234_567),
        CollectedAt = At,
        Actor = "ann@contoso.com",
        Operation = "UserLoginFailed",
        Outcome = Outcome.Failure,
        Ip = "192.0.2.7",
        Summary = "Ann failed to sign in",
    };

    private static readonly AlertCandidate Candidate = new()
    {
        AlertId = "a1",
        RuleId = "r1",
        RuleVersion = 3,
        Title = "Password spray",
        Severity = AlertSeverity.High,
        Tags = ["attack.t1110.003"],
        Group = [new NamedValue("ip", "192.0.2.7")],
        Actor = "",
        WindowStart = At,
        WindowEnd = At.AddMinutes(10),
        FirstSeen = At,
        LastSeen = At.AddMinutes(1),
        Count = 12,
        Evidence = [Evidence],
        Why = [new MatchedCondition { Field = "ResultType", Operator = "equals", Expected = "50126", Actual = "50126" }],
        Snapshot = "{}"u8.ToArray(),
        Historical = true,
    };

    [Fact]
    public void A_match_of_version_1() => Check(Codecs.Match, new Match
    {
        Tenant = "contoso",
        Correlation = "r1",
        CorrelationVersion = 3,
        Step = "failed",
        StepNumber = 1,
        Group = [new NamedValue("ip", "192.0.2.7")],
        Event = Evidence,
        Fields = [new NamedValue("user", "ann")],
        Historical = true,
    },
        "c30127796b770fd9e5ae0e636f6e746f736f047231060c6661696c65640202046970123139322e302e322e37000869642d3118656e7472612e736967"
        + "6e696e8eda8a949edab23cf6a1abfef9621e616e6e40636f6e746f736f2e636f6d1e557365724c6f67696e4661696c65640402123139322e302e322e"
        + "370000002a416e6e206661696c656420746f207369676e20696e02087573657206616e6e000001");

    [Fact]
    public void A_command_of_version_1() => Check(Codecs.Command, new Command
    {
        Tenant = "contoso",
        Subject = "a1",
        Kind = CommandKinds.Candidate,
        CommandId = "c1",
        At = At,
        By = "ingest",
        Candidate = Candidate,
    },
        "c301d8ba29a1709167b30e636f6e746f736f0461311263616e646964617465046331f6a1abfef9620c696e676573740102046131047231061c506173"
        + "73776f72642073707261790006022061747461636b2e74313131302e3030330002046970123139322e302e322e370000f6a1abfef962f6c0f4fef962"
        + "f6a1abfef962b6cbb2fef9620018020869642d3118656e7472612e7369676e696e8eda8a949edab23cf6a1abfef9621e616e6e40636f6e746f736f2e"
        + "636f6d1e557365724c6f67696e4661696c65640402123139322e302e322e370000002a416e6e206661696c656420746f207369676e20696e00021452"
        + "6573756c74547970650c657175616c730a3530313236020a353031323600047b7d01000000");

    [Fact]
    public void An_alert_of_version_1() => Check(Codecs.Alert, new Alert
    {
        Tenant = "contoso",
        AlertId = "a1",
        Revision = 2,
        Status = AlertStatus.FalsePositive,
        Reason = "a test",
        CreatedAt = At,
        UpdatedAt = At.AddSeconds(1),
        UpdatedBy = "ann",
        ClosedAt = At.AddSeconds(1),
        Facts = Candidate,
        History = [new AlertChange { Revision = 2, At = At, By = "ann", Action = CommandKinds.FalsePositive, From = "open", To = "false_positive" }],
    },
        "c30184096a12d2f6a8510e636f6e746f736f046131040600020c61207465737400f6a1abfef962c6b1abfef96206616e6e02c6b1abfef96200046131"
        + "047231061c50617373776f72642073707261790006022061747461636b2e74313131302e3030330002046970123139322e302e322e370000f6a1abfe"
        + "f962f6c0f4fef962f6a1abfef962b6cbb2fef9620018020869642d3118656e7472612e7369676e696e8eda8a949edab23cf6a1abfef9621e616e6e40"
        + "636f6e746f736f2e636f6d1e557365724c6f67696e4661696c65640402123139322e302e322e370000002a416e6e206661696c656420746f20736967"
        + "6e20696e000214526573756c74547970650c657175616c730a3530313236020a353031323600047b7d0100000204f6a1abfef96206616e6e28616c65"
        + "72742e66616c73655f706f73697469766502086f70656e021c66616c73655f706f7369746976650000");

    [Fact]
    public void A_rule_document_of_version_1() => Check(Codecs.RuleDocument, new RuleDocument
    {
        Tenant = "_",
        RuleId = "r1",
        Revision = 1,
        Status = RuleStatus.Testing,
        Origin = "ann",
        Yaml = "title: x",
        ChangedBy = "ann",
        ChangedAt = At,
    },
        "c3013efeb518a5231093025f047231020206616e6e107469746c653a207806616e6ef6a1abfef96200");

    [Fact]
    public void A_triage_fact_of_version_1() => Check(Codecs.TriageFact, new TriageFact
    {
        Tenant = "contoso",
        Subject = "a1",
        Kind = CommandKinds.Resolve,
        CommandId = "c2",
        Code = "stale_revision",
        Message = "Somebody was faster.",
        Revision = 2,
        At = At,
        By = "ann",
    },
        "c301d7f76df9f1c3a3600e636f6e746f736f0461311a616c6572742e7265736f6c766504633200021c7374616c655f7265766973696f6e0228536f6d"
        + "65626f647920776173206661737465722e04f6a1abfef96206616e6e00");

    [Fact]
    public void A_delivery_of_version_1() => Check(Codecs.Delivery, new Delivery
    {
        Tenant = "contoso",
        DeliveryId = "d1",
        Target = "soc",
        State = DeliveryState.Failed,
        Trigger = DeliveryTriggers.Opened,
        AlertId = "a1",
        Revision = 1,
        RuleId = "r1",
        Severity = AlertSeverity.High,
        Attempt = 2,
        At = At.AddSeconds(3),
        PlannedAt = At,
        NextAttemptAt = At.AddSeconds(9),
        Code = "http_503",
        Message = "busy",
        By = "notify",
        Payload = "{}"u8.ToArray(),
    },
        "c301b44a91de721c13630e636f6e746f736f04643106736f63040c6f70656e656404613102047231060004e6d0abfef962f6a1abfef96202c6aeacfef9620210687474705f3530330208"
        + "627573790c6e6f74696679047b7d");

    private static void Check<T>(RecordCodec<T> codec, T value, string hex)
    {
        var written = Convert.ToHexStringLower(codec.Encode(value));
        Assert.True(hex == written, $"{typeof(T).Name} is now written as {written}");
        Assert.Equal(Shown.As(value), Shown.As(codec.Decode(Convert.FromHexString(hex), Registry)));
    }
}
