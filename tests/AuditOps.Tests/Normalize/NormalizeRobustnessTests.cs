using System.Text;
using System.Text.Json;
using AuditOps.Engines.Normalize;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;
using Xunit;

namespace AuditOps.Tests.Normalize;

public sealed class NormalizeRobustnessTests
{
    [Theory]
    [InlineData("", NormalizeErrorCode.NotJson)]
    [InlineData("{\"a\":", NormalizeErrorCode.NotJson)]
    [InlineData("{\"a\":1} x", NormalizeErrorCode.NotJson)]
    [InlineData("[1,2]", NormalizeErrorCode.NotAnObject)]
    [InlineData("\"text\"", NormalizeErrorCode.NotAnObject)]
    [InlineData("null", NormalizeErrorCode.NotAnObject)]
    public void What_is_no_object_is_refused_with_its_code(string payload, NormalizeErrorCode code) =>
        Assert.Equal(code, Assert.Throws<NormalizeException>(() => Sample.Normalize(payload)).Code);

    [Fact]
    public void Ten_thousand_levels_are_refused_as_too_deep()
    {
        var deep = "{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}";
        Assert.Equal(NormalizeErrorCode.TooDeep, Assert.Throws<NormalizeException>(() => Sample.Normalize(deep)).Code);
        var allowed = "{\"a\":" + new string('[', 120) + new string(']', 120) + "}";
        Assert.Equal(EventFlags.Generic | EventFlags.TimeUnusable | EventFlags.NoRecordId, Sample.Normalize(allowed).Flags);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        byte[] payload = [.. "{\"Id\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.Equal(NormalizeErrorCode.InvalidUtf8, Assert.Throws<NormalizeException>(() => Sample.Normalize(payload)).Code);
    }

    [Fact]
    public void A_byte_order_mark_is_no_error() =>
        Assert.Equal("X", Sample.Normalize("\uFEFF{\"operation\":\"X\"}").Operation);

    [Fact]
    public void Long_fields_are_cut_and_flagged_and_the_raw_record_stays_whole()
    {
        var name = new string('n', 5000);
        var e = Sample.Normalize($$"""{"Id":"1","CreationTime":"2026-01-02T03:04:05","RecordType":1,"Operation":"{{name}}","OrganizationId":"o","Parameters":[{{string.Join(',', Enumerable.Repeat("{\"Name\":\"a\",\"Value\":\"b\"}", 300))}}]}""");
        Assert.True(e.Flags.HasFlag(EventFlags.Truncated));
        Assert.Equal(512, e.Operation.Length);
        Assert.Equal(100, e.Changes.Count);
        Assert.True(e.SearchText.Length <= 8192 && e.Summary.Length <= 1024);
        Assert.Contains(name, Encoding.UTF8.GetString(e.Raw.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_envelope_gives_the_same_event_on_every_thread()
    {
        var records = GoldenRecords.All.Select(r => Encoding.UTF8.GetBytes(r)).ToArray();
        var expected = records.Select(r => Sample.Show(Sample.Normalize(r))).ToArray();
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var at = i % records.Length;
            Assert.Equal(expected[at], Sample.Show(Sample.Normalize(records[at], new EventNormalizer(new NormalizeOptions()))));
        });
    }

    [Fact]
    public void Another_organisation_than_the_tenants_own_is_flagged()
    {
        var normalizer = new EventNormalizer(new NormalizeOptions
        {
            Organizations = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["tailspin"] = ["AAAA-OWN"] },
        });
        static byte[] Record(string organization) => Encoding.UTF8.GetBytes($$"""{"Id":"1","CreationTime":"2026-01-02T03:04:05","RecordType":1,"Operation":"X","OrganizationId":"{{organization}}"}""");
        Assert.Equal(EventFlags.None, Sample.Normalize(Record("aaaa-own"), normalizer).Flags);
        Assert.Equal(EventFlags.ForeignOrganization, Sample.Normalize(Record("bbbb"), normalizer).Flags);
    }

    [Fact]
    public void Mutated_records_never_raise_anything_but_a_normalize_exception()
    {
        var seed = Environment.GetEnvironmentVariable("AUDITOPS_TEST_SEED") is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 20260105;
        var random = new Random(seed);
        var rounds = Environment.GetEnvironmentVariable("AUDITOPS_TEST_LONG") == "1" ? 400_000 : 20_000;
        var records = GoldenRecords.All.Select(r => Encoding.UTF8.GetBytes(r)).ToArray();
        var shapes = Enum.GetValues<WireShape>();
        for (var round = 0; round < rounds; round++)
        {
            var payload = Mutate(records[random.Next(records.Length)], random);
            var seen = ShapeRecognizer.Recognize(payload);
            if (random.Next(4) == 0)
                seen = seen with { Shape = shapes[random.Next(shapes.Length)], Source = Sources.All[random.Next(Sources.All.Count)] };
            try
            {
                var e = new Lazy<AuditEvent>(() => Default.Normalize(Sample.Envelope(payload, seen))).Value;
                Assert.NotEmpty(e.Actor.Key);
                Assert.NotEmpty(e.Operation);
            }
            catch (NormalizeException)
            {
                // The one answer to a payload that cannot be read.
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}, round {round}, shape {seen.Shape}, source {seen.Source}: {other}\n{Encoding.UTF8.GetString(payload)}");
            }
        }
    }

    private static readonly EventNormalizer Default = new(new NormalizeOptions());

    private static byte[] Mutate(byte[] record, Random random)
    {
        var payload = random.Next(3) == 0 ? Reshape(record, random) : (byte[])record.Clone();
        for (var edits = random.Next(4); edits > 0 && payload.Length > 2; edits--)
        {
            var at = random.Next(payload.Length);
            switch (random.Next(5))
            {
                case 0:
                    payload[at] = (byte)random.Next(256);
                    break;
                case 1:
                    payload[at] = "\"{}[]:,0\\ "u8[random.Next(10)];
                    break;
                case 2:
                    payload = payload[..at];
                    break;
                case 3:
                    payload = [.. payload[..at], .. payload[random.Next(at + 1)..]];
                    break;
                default:
                    payload = [.. payload[..at], .. Encoding.UTF8.GetBytes("\\ud83d"), .. payload[at..]];
                    break;
            }
        }

        return payload;
    }

    /// <summary>Keeps the JSON valid but puts values of another kind where the mappers expect theirs.</summary>
    private static byte[] Reshape(byte[] record, Random random)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(record)!.AsObject();
        foreach (var name in node.Select(p => p.Key).ToList())
        {
            if (random.Next(4) != 0)
                continue;
            node[name] = random.Next(8) switch
            {
                0 => null,
                1 => random.Next(),
                2 => true,
                3 => "",
                4 => JsonSerializer.SerializeToNode(new object[] { 1, "a", new { Name = "x", Value = new[] { 1 } } }),
                5 => JsonSerializer.SerializeToNode(new { value = "v", Name = 3 }),
                6 => "[{\"id\":1,\"key\":\"User-Agent\",\"value\":{}}]",
                _ => new string('x', random.Next(3000)),
            };
        }

        return Encoding.UTF8.GetBytes(node.ToJsonString());
    }
}
