using System.Globalization;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Schemas;

/// <summary>
/// Messages as they lie on topics that are in use. When a schema changes, its old file moves to schemas/avro/history and a new golden message is added
/// here; an old one is never changed, because such records must stay readable.
/// </summary>
public sealed class GoldenMessageTests
{
    private static readonly SchemaRegistry Registry = new();

    private static readonly RawEnvelope Envelope = new()
    {
        Tenant = "contoso",
        Source = Sources.EntraAudit,
        Shape = WireShape.GraphDirectoryAudit,
        RecordId = "id-1",
        CollectedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        Run = "run-1",
        AvailableAt = DateTimeOffset.FromUnixTimeMilliseconds(-1),
        Payload = "{}"u8.ToArray(),
    };

    private static readonly AuditEvent Event = new()
    {
        Tenant = "contoso",
        EventId = "id-1",
        Source = Sources.EntraSignIn,
        Shape = WireShape.GraphSignIn,
        Workload = "AzureActiveDirectory",
        Category = "Sign-in",
        EcsCategories = ["authentication"],
        Operation = "UserLoggedIn",
        Outcome = Outcome.Denied,
        ResultCode = "53003",
        Actor = new Actor { Key = "ann@contoso.com", Upn = "Ann@contoso.com", Kind = ActorKind.User },
        Targets = [new Target { Type = "application", Name = "Azure Portal" }],
        Ip = "2001:db8::1",
        Port = 443,
        Geo = new Geo { Country = "DE", Latitude = 52.5, Longitude = -0.25 },
        App = new App { Id = "app-1" },
        Device = new Device { Browser = "Edge", IsManaged = false },
        EventTime = DateTimeOffset.UnixEpoch.AddTicks(17_000_000_001_234_567),
        CollectedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        Summary = "Ann signed in",
        SearchText = "ann signed in",
        Changes = [new PropertyChange { Property = "Role", New = "Reader" }],
        Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["risk_level"] = "high" },
        Flags = EventFlags.Historical,
        ContentHash = Convert.FromHexString("000102030405060708090a0b0c0d0e0f"),
        Run = "run-1",
        Raw = "{}"u8.ToArray(),
    };

    private static readonly DeadLetter Letter = new()
    {
        Id = "d1",
        Tenant = "contoso",
        Source = Sources.Other,
        Stage = "import",
        Code = DeadLetterCode.NotJson,
        Reason = "Not JSON.",
        Origin = "a.ndjson:7",
        FailedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        Run = "run-1",
        PayloadLength = 70_000,
        PayloadSha256 = "ab",
        Payload = new byte[] { 1, 2 },
    };

    private static readonly SinkPlan Plan = new()
    {
        Sink = "events",
        Topic = "auditops.enriched.v1",
        Token = "0123456789abcdef",
        Ranges = [new SinkRange(0, 1_700_000_000_123, 0, 17), new SinkRange(3, 1_700_000_000_123, 5, 6)],
        Records = 18,
        PlannedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
    };

    private static readonly SourceHealth Health = new()
    {
        Tenant = "contoso",
        Source = Sources.EntraAudit,
        Reporter = "collect",
        State = HealthState.Degraded,
        Since = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        Code = HealthCodes.Gap,
        Error = "e",
        LastAttemptAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_456),
        LagSeconds = 1.5,
        ThrottledSeconds = 2,
        Gaps = [new HealthGap(DateTimeOffset.FromUnixTimeMilliseconds(1), DateTimeOffset.FromUnixTimeMilliseconds(2), "stopped", 3)],
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_789),
    };

    private static readonly CompletenessCount Count = new()
    {
        Tenant = "contoso",
        Source = Sources.EntraAudit,
        Hour = CompletenessCount.HourOf(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123)),
        Stage = CompletenessStage.Ingest,
        Admitted = 3,
        Duplicates = 300,
        Revisions = 1,
        At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_456),
    };

    [Fact]
    public void A_raw_envelope_of_version_1() => Check(Codecs.RawEnvelope, Envelope, "c30102dc1fa6900bdc5e0e636f6e746f736f16656e7472612e6175646974040869642d31f6a1abfef9620a72756e2d310201047b7d");

    [Fact]
    public void An_audit_event_of_version_1_is_still_read() => CheckRead(Codecs.AuditEvent, Event,
        "c3010a5cea0cda6a303d0e636f6e746f736f0869642d3118656e7472612e7369676e696e0628417a7572654163746976654469726563746f72790e53"
        + "69676e2d696e021c61757468656e7469636174696f6e0018557365724c6f67676564496e0008020a3533303033001e616e6e40636f6e746f736f2e63"
        + "6f6d00021e416e6e40636f6e746f736f2e636f6d000202166170706c69636174696f6e000218417a75726520506f7274616c00000216323030313a64"
        + "62383a3a3102f6060002020444450000020000000000404a4002000000000000d0bf0002020a6170702d310000020000000208456467650000020000"
        + "00008eda8a949edab23c00f6a1abfef9621a416e6e207369676e656420696e1a616e6e207369676e656420696e0208526f6c6500020c526561646572"
        + "0002147269736b5f6c6576656c0868696768008002000102030405060708090a0b0c0d0e0f0a72756e2d31047b7d");

    [Fact]
    public void A_dead_letter_of_version_1_is_still_read() => CheckRead(Codecs.DeadLetter, Letter,
        "c30116ff3c1c604c84c90464310e636f6e746f736f0a6f746865720c696d706f727402124e6f74204a534f4e2e000101000214612e6e646a736f6e3a"
        + "37f6a1abfef9620a72756e2d31e0c508046162040102");

    [Fact]
    public void An_audit_event_of_version_2() =>
        Check(Codecs.AuditEvent, Event with { SupersedesHour = DateTimeOffset.FromUnixTimeMilliseconds(1_699_999_200_000) },
        "c301a7095564b99ed5500e636f6e746f736f0869642d3118656e7472612e7369676e696e0628417a7572654163746976654469726563746f72790e53"
        + "69676e2d696e021c61757468656e7469636174696f6e0018557365724c6f67676564496e0008020a3533303033001e616e6e40636f6e746f736f2e63"
        + "6f6d00021e416e6e40636f6e746f736f2e636f6d000202166170706c69636174696f6e000218417a75726520506f7274616c00000216323030313a64"
        + "62383a3a3102f6060002020444450000020000000000404a4002000000000000d0bf0002020a6170702d310000020000000208456467650000020000"
        + "00008eda8a949edab23c00f6a1abfef9621a416e6e207369676e656420696e1a616e6e207369676e656420696e0208526f6c6500020c526561646572"
        + "0002147269736b5f6c6576656c0868696768008002000102030405060708090a0b0c0d0e0f0a72756e2d31047b7d0280ccc9fdf962");

    [Fact]
    public void A_dead_letter_of_version_2_is_still_read() =>
        CheckRead(Codecs.DeadLetter, Letter with { CollectedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000) },
        "c301c3b36f8d23fbcae40464310e636f6e746f736f0a6f746865720c696d706f727402124e6f74204a534f4e2e000101000214612e6e646a736f6e3a"
        + "37f6a1abfef9620a72756e2d31e0c5080461620401020280a0abfef962");

    [Fact]
    public void A_dead_letter_of_version_3() =>
        Check(Codecs.DeadLetter, Letter with { Code = DeadLetterCode.PunctuationThrew, CollectedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000) },
        "c301692ca9a80acf4d240464310e636f6e746f736f0a6f746865720c696d706f727418124e6f74204a534f4e2e000101000214612e6e646a736f6e3a"
        + "37f6a1abfef9620a72756e2d31e0c5080461620401020280a0abfef962");

    [Fact]
    public void A_completeness_count_of_version_1_is_still_read() => CheckRead(Codecs.CompletenessCount, Count, "c30157c71fa65c757cfa0e636f6e746f736f16656e7472612e617564697480ccc9fdf96206000006d804020000000090a7abfef962");

    [Fact]
    public void A_completeness_count_of_version_2() => Check(Codecs.CompletenessCount, Count with { Expired = 7 },
        "c301f49b7271aaa5f3d70e636f6e746f736f16656e7472612e617564697480ccc9fdf96206000006d804020000000090a7abfef9620e");

    [Fact]
    public void A_sink_plan_of_version_2() => Check(
        Codecs.SinkPlan,
        Plan with
        {
            Counts = [new SinkPlanCount(0, "contoso", Sources.EntraAudit, DateTimeOffset.FromUnixTimeMilliseconds(1_699_999_200_000), 18)],
            Pieces = [new SinkPiece(0, 0, 0, 16, false), new SinkPiece(3, 5, 3, 5, true)],
        },
        "c3015d46fe80dd06fe100c6576656e74732861756469746f70732e656e7269636865642e763120303132333435363738396162636465660400f6a1ab"
        + "fef962002206f6a1abfef9620a0c0024f6a1abfef96202000e636f6e746f736f16656e7472612e617564697480ccc9fdf96224000400000020000"
        + "60a060a0100");

    [Fact]
    public void A_sink_plan_of_version_1_is_still_read() => CheckRead(Codecs.SinkPlan, Plan,
        "c3011826863e982169d80c6576656e74732861756469746f70732e656e7269636865642e763120303132333435363738396162636465660400f6a1ab"
        + "fef962002206f6a1abfef9620a0c0024f6a1abfef962");

    [Fact]
    public void A_source_health_record_of_version_1() => Check(Codecs.SourceHealth, Health, 
        "c30172415a838c6a2fad0e636f6e746f736f16656e7472612e61756469740e636f6c6c65637408f6a1abfef9620206676170020265000290a7abfef962"
        + "00000002000000000000f83f00000000000000400202040e73746f70706564020600aaacabfef962");

    [Theory]
    [InlineData("RawEnvelope", 0x5edc0b90a61fdc02UL)]
    [InlineData("AuditEvent", 0x3d306ada0cea5c0aUL)]
    [InlineData("DeadLetter", 0xc9844c601c3cff16UL)]
    [InlineData("AuditEvent", 0x50d59eb9645509a7UL)]
    [InlineData("DeadLetter", 0xe4cafb238d6fb3c3UL)]
    [InlineData("DeadLetter", 0x244dcf0aa8a92c69UL)]
    [InlineData("CompletenessCount", 0xfa7c755ca61fc757UL)]
    [InlineData("SinkPlan", 0x10fe06dd80fe465dUL)]
    [InlineData("CompletenessCount", 0xd7f3a5aa71729bf4UL)]
    [InlineData("SinkPlan", 0xd86921983e862618UL)]
    [InlineData("SourceHealth", 0xad2f6a8c835a4172UL)]
    public void Every_schema_that_was_ever_in_use_is_still_carried(string record, ulong fingerprint) =>
        Assert.True(Registry.TryGet(fingerprint, out _), $"schema {fingerprint:x16} of {record} is gone; now it is {NameOf(record)}");

    private static string NameOf(string record) =>
        AuditOps.Schemas.Avro.Schema.AvroSchema.Parse(SchemaFiles.Current(record)).Fingerprint.ToString("x16", CultureInfo.InvariantCulture);

    private static void CheckRead<T>(RecordCodec<T> codec, T value, string hex) =>
        Assert.Equal(Shown.As(value), Shown.As(codec.Decode(Convert.FromHexString(hex), Registry)));

    private static void Check<T>(RecordCodec<T> codec, T value, string hex)
    {
        var written = Convert.ToHexStringLower(codec.Encode(value));
        Assert.True(hex == written, $"{typeof(T).Name} is now written as {written}");
        Assert.Equal(Shown.As(value), Shown.As(codec.Decode(Convert.FromHexString(hex), Registry)));
    }
}
