using System.Text;
using System.Text.Json;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Avro.Json;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Schemas;

public sealed class AvroJsonTests
{
    private static readonly SchemaRegistry Schemas = new();

    [Fact]
    public void A_letter_is_shown_by_its_schema_with_bytes_as_text_or_base64()
    {
        var letter = new DeadLetter
        {
            Id = "i", Tenant = "t", Source = "s", Stage = "ingest", Code = DeadLetterCode.TooDeep, Reason = "r", FailedAt = DateTimeOffset.UnixEpoch, Run = "u",
            PayloadLength = 2, PayloadSha256 = "", Payload = new byte[] { 0x7B, 0x7D },
        };

        var text = Show(Codecs.DeadLetter.Encode(letter)).RootElement;
        var binary = Show(Codecs.DeadLetter.Encode(letter with { Payload = new byte[] { 0xFF, 0 } })).RootElement;

        Assert.Equal("{}", text.GetProperty("payload").GetString());
        Assert.Equal("/wA=", binary.GetProperty("payload").GetProperty("base64").GetString());
        Assert.Equal(("i", "too_deep"), (text.GetProperty("id").GetString(), text.GetProperty("code").GetString()));
    }

    [Fact]
    public void Any_event_can_be_shown_and_any_damage_is_an_error_and_not_a_hang()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var bytes = Codecs.AuditEvent.Encode(new RandomContracts(seed).AuditEvent());
            using (Show(bytes))
            {
            }

            for (var i = 0; i < 20; i++)
            {
                var damaged = (byte[])bytes.Clone();
                for (var hit = 0; hit < 3; hit++) damaged[random.Next(10, damaged.Length)] = (byte)random.Next(256);
                try
                {
                    Show(damaged[..random.Next(10, damaged.Length + 1)]).Dispose();
                }
                catch (AvroException)
                {
                    // What damage should give.
                }
                catch (Exception exception)
                {
                    Assert.Fail($"seed {seed}: {exception}");
                }
            }
        }
    }

    private static JsonDocument Show(byte[] message)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) AvroJson.Write(message, Schemas, json);
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
