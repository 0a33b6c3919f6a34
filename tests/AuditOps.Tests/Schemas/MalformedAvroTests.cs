using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Avro.Resolution;
using AuditOps.Schemas.Avro.Schema;
using Xunit;

namespace AuditOps.Tests.Schemas;

public sealed class MalformedAvroTests
{
    private const int Rounds = 3_000;
    private static readonly SchemaRegistry Registry = new();

    // Exceptions and their messages, the scratch buffer of a thread, and what a decoded value may take for each byte of input.
    private const long FreeBytes = 256 << 10;
    private const long BytesPerInputByte = 128;

    [Fact]
    public void A_damaged_message_gives_a_value_or_a_typed_error_in_bounded_memory()
    {
        // Parses every schema once, which is no message's doing.
        Codecs.RawEnvelope.Decode(Codecs.RawEnvelope.Encode(new RandomContracts(0).RawEnvelope()), Registry);
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var contracts = new RandomContracts(seed);
            var random = new Random(seed);
            Attack(Codecs.RawEnvelope, Damage(Codecs.RawEnvelope.Encode(contracts.RawEnvelope()), random), seed);
            Attack(Codecs.AuditEvent, Damage(Codecs.AuditEvent.Encode(contracts.AuditEvent()), random), seed);
            Attack(Codecs.DeadLetter, Damage(Codecs.DeadLetter.Encode(contracts.DeadLetter()), random), seed);
            Attack(Codecs.SinkPlan, Damage(Codecs.SinkPlan.Encode(contracts.SinkPlan()), random), seed);
            Attack(Codecs.Match, Damage(Codecs.Match.Encode(contracts.Match()), random), seed);
            Attack(Codecs.Command, Damage(Codecs.Command.Encode(contracts.Command()), random), seed);
            Attack(Codecs.Alert, Damage(Codecs.Alert.Encode(contracts.Alert()), random), seed);
            Attack(Codecs.RuleDocument, Damage(Codecs.RuleDocument.Encode(contracts.RuleDocument()), random), seed);
            Attack(Codecs.TriageFact, Damage(Codecs.TriageFact.Encode(contracts.TriageFact()), random), seed);
            Attack(Codecs.Delivery, Damage(Codecs.Delivery.Encode(contracts.Delivery()), random), seed);
            Attack(Codecs.CompletenessCount, Damage(Codecs.CompletenessCount.Encode(contracts.CompletenessCount()), random), seed);
            Attack(Codecs.SourceHealth, Damage(Codecs.SourceHealth.Encode(contracts.SourceHealth()), random), seed);
        }
    }

    [Fact]
    public void Damaged_data_under_an_evolved_schema_gives_a_value_or_a_typed_error_in_bounded_memory()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new Random(seed);
            var (writer, reader, data) = new RandomSchemas(seed % 200).Next();
            var transcoder = Transcoder.Compile(AvroSchema.Parse(writer), AvroSchema.Parse(reader));
            var damaged = Damage([.. new byte[SingleObject.HeaderLength], .. data], random).AsMemory(SingleObject.HeaderLength);
            Bounded(() => transcoder.Run(damaged.Span), damaged.Length, seed);
        }
    }

    [Fact]
    public void Every_truncation_of_a_message_is_noticed()
    {
        var message = Codecs.AuditEvent.Encode(new RandomContracts(11).AuditEvent());
        for (var length = 0; length < message.Length; length++)
        {
            var error = Assert.Throws<AvroException>(() => Codecs.AuditEvent.Decode(message.AsMemory(0, length), Registry));
            Assert.True(error.Code is AvroErrorCode.Truncated or AvroErrorCode.NotSingleObject or AvroErrorCode.CountTooLarge, $"cut at {length}: {error.Message}");
        }
    }

    [Fact]
    public void Bytes_after_the_value_are_noticed()
    {
        byte[] message = [.. Codecs.RawEnvelope.Encode(new RandomContracts(1).RawEnvelope()), 0];
        Assert.Equal(AvroErrorCode.TrailingBytes, Assert.Throws<AvroException>(() => Codecs.RawEnvelope.Decode(message, Registry)).Code);
    }

    [Theory]
    [InlineData("\"string\"", "01", AvroErrorCode.NegativeLength)]
    [InlineData("\"string\"", "feffffffffffffffff01", AvroErrorCode.Truncated)]
    [InlineData("\"bytes\"", "ffffffffffffffffff01", AvroErrorCode.NegativeLength)]
    [InlineData("\"long\"", "ffffffffffffffffffff01", AvroErrorCode.IntegerOverflow)]
    [InlineData("\"long\"", "ffffffffffffffffff03", AvroErrorCode.IntegerOverflow)]
    [InlineData("\"int\"", "8080808010", AvroErrorCode.IntegerOverflow)]
    [InlineData("\"boolean\"", "02", AvroErrorCode.Boolean)]
    [InlineData("[\"null\",\"int\"]", "04", AvroErrorCode.UnionIndex)]
    [InlineData("[\"null\",\"int\"]", "01", AvroErrorCode.UnionIndex)]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}", "02", AvroErrorCode.EnumIndex)]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "feffffff0f00", AvroErrorCode.CountTooLarge)]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "ffffffffffffffffff0100", AvroErrorCode.CountTooLarge)]
    [InlineData("{\"type\":\"map\",\"values\":\"null\"}", "80808008026100", AvroErrorCode.CountTooLarge)]
    [InlineData("{\"type\":\"array\",\"items\":\"null\"}", "feffffffffffffff7f00", AvroErrorCode.CountTooLarge)]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":4}", "000000", AvroErrorCode.Truncated)]
    public void Each_fault_has_its_code(string schema, string data, AvroErrorCode code)
    {
        var parsed = AvroSchema.Parse(schema);
        Assert.Equal(code, Assert.Throws<AvroException>(() => Transcoder.Compile(parsed, parsed).Run(Convert.FromHexString(data))).Code);
        var without = AvroSchema.Parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}");
        var with = AvroSchema.Parse($"{{\"type\":\"record\",\"name\":\"R\",\"fields\":[{{\"name\":\"f\",\"type\":{schema}}}]}}");
        Assert.Equal(code, Assert.Throws<AvroException>(() => Transcoder.Compile(with, without).Run(Convert.FromHexString(data))).Code);
    }

    [Fact]
    public void A_string_that_is_not_utf8_is_refused()
    {
        var message = Codecs.RawEnvelope.Encode(new RandomContracts(1).RawEnvelope() with { Tenant = "ab" });
        message[SingleObject.HeaderLength + 1] = 0xFF;
        Assert.Equal(AvroErrorCode.Utf8, Assert.Throws<AvroException>(() => Codecs.RawEnvelope.Decode(message, Registry)).Code);
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        var list = AvroSchema.Parse("{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}");
        var deep = new byte[10_000];
        Array.Fill(deep, (byte)2);
        Assert.Equal(AvroErrorCode.TooDeep, Assert.Throws<AvroException>(() => Transcoder.Compile(list, list).Run(deep)).Code);
        var loop = AvroSchema.Parse("{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"self\",\"type\":\"L\"}]}");
        Assert.Equal(AvroErrorCode.TooDeep, Assert.Throws<AvroException>(() => Transcoder.Compile(loop, loop).Run([])).Code);
    }

    [Fact]
    public void Records_that_double_with_every_level_and_take_no_bytes_are_refused()
    {
        var json = "{\"type\":\"record\",\"name\":\"R0\",\"fields\":[]}";
        for (var level = 1; level < 20; level++)
            json = $"{{\"type\":\"record\",\"name\":\"R{level}\",\"fields\":[{{\"name\":\"a\",\"type\":{json}}},{{\"name\":\"b\",\"type\":\"R{level - 1}\"}}]}}";
        var schema = AvroSchema.Parse(json);
        Assert.Equal(AvroErrorCode.BlowUp, Assert.Throws<AvroException>(() => Transcoder.Compile(schema, schema).Run([])).Code);
    }

    [Fact]
    public void Defaults_that_would_make_much_of_little_are_refused()
    {
        var item = "{\"type\":\"record\",\"name\":\"I\",\"fields\":[{\"name\":\"a\",\"type\":\"boolean\"}]}";
        var grown = item.Replace("]}", $",{{\"name\":\"b\",\"type\":\"string\",\"default\":\"{new string('x', 10_000)}\"}}]}}", StringComparison.Ordinal);
        var (writer, reader) = (AvroSchema.Parse($"{{\"type\":\"array\",\"items\":{item}}}"), AvroSchema.Parse($"{{\"type\":\"array\",\"items\":{grown}}}"));
        byte[] data = [0x80, 0x10, .. new byte[1024], 0];
        Bounded(() => Assert.Equal(AvroErrorCode.BlowUp, Assert.Throws<AvroException>(() => Transcoder.Compile(writer, reader).Run(data)).Code), 10_000 + data.Length, 0);
    }

    [Fact]
    public void A_damaged_schema_is_parsed_or_refused_with_a_typed_error()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new Random(seed);
            var text = new RandomSchemas(seed).Next().Reader.ToCharArray();
            for (var edits = random.Next(1, 5); edits > 0; edits--)
                text[random.Next(text.Length)] = "{}[]\",:a1\\ "[random.Next(11)];
            Bounded(() => AvroSchema.Parse(new string(text)), 64 * text.Length, seed);
        }
    }

    [Theory]
    [InlineData("\"unknown\"")]
    [InlineData("[[\"int\"]]")]
    [InlineData("[\"int\",\"int\"]")]
    [InlineData("{\"type\":\"record\",\"name\":\"int\",\"fields\":[]}")]
    [InlineData("{\"type\":\"record\",\"name\":\"1x\",\"fields\":[]}")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"a\",\"type\":\"int\"}]}")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"default\":\"x\"}]}")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":[\"null\",\"int\"],\"default\":1}]}")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"A\"]}")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"],\"default\":\"B\"}")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":-1}")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2000000000}")]
    [InlineData("{\"type\":\"array\"}")]
    [InlineData("42")]
    [InlineData("not json")]
    public void A_wrong_schema_is_refused(string json) =>
        Assert.Equal(AvroErrorCode.InvalidSchema, Assert.Throws<AvroException>(() => AvroSchema.Parse(json)).Code);

    private static byte[] Damage(byte[] message, Random random)
    {
        for (var edits = random.Next(1, 6); edits > 0 && message.Length > SingleObject.HeaderLength; edits--)
        {
            var at = random.Next(SingleObject.HeaderLength, message.Length);
            message = random.Next(5) switch
            {
                0 => message[..at],
                1 => [.. message[..at], 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, .. message[at..]],
                2 => [.. message[..at], 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, .. message[at..]],
                3 => [.. message[..at], .. message[Math.Min(message.Length, at + random.Next(1, 9))..]],
                _ => [.. message[..at], (byte)random.Next(256), .. message[(at + 1)..]],
            };
        }

        return message;
    }

    private static void Attack<T>(RecordCodec<T> codec, byte[] message, int seed) => Bounded(() => codec.Decode(message, Registry), message.Length, seed);

    private static void Bounded(Action act, int inputLength, int seed)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            act();
        }
        catch (AvroException)
        {
            // A typed error is one of the two good outcomes; any other exception fails the test.
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var limit = FreeBytes + BytesPerInputByte * inputLength;
        Assert.True(allocated <= limit, $"seed {seed}: {allocated} bytes allocated for {inputLength} bytes of input, the limit is {limit}");
    }
}
