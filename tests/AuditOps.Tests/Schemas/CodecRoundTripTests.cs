using System.Buffers;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Avro.Resolution;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Schemas;

public sealed class CodecRoundTripTests
{
    private const int Rounds = 400;
    private static readonly SchemaRegistry Registry = new();

    [Fact]
    public void What_is_encoded_is_decoded_equal()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new RandomContracts(seed);
            Check(Codecs.RawEnvelope, random.RawEnvelope(), seed);
            Check(Codecs.AuditEvent, random.AuditEvent(), seed);
            Check(Codecs.DeadLetter, random.DeadLetter(), seed);
            Check(Codecs.CompletenessCount, random.CompletenessCount(), seed);
            Check(Codecs.SinkPlan, random.SinkPlan(), seed);
            Check(Codecs.SourceHealth, random.SourceHealth(), seed);
            Check(Codecs.Match, random.Match(), seed);
            Check(Codecs.Command, random.Command(), seed);
            Check(Codecs.Alert, random.Alert(), seed);
            Check(Codecs.RuleDocument, random.RuleDocument(), seed);
            Check(Codecs.TriageFact, random.TriageFact(), seed);
            Check(Codecs.Delivery, random.Delivery(), seed);
        }
    }

    [Fact]
    public void Encoding_into_a_buffer_writer_gives_the_same_bytes()
    {
        var value = new RandomContracts(7).AuditEvent();
        var buffer = new ArrayBufferWriter<byte>(1);
        Codecs.AuditEvent.EncodeTo(value, buffer);
        Assert.Equal(Codecs.AuditEvent.Encode(value), buffer.WrittenSpan.ToArray());
    }

    [Fact]
    public void The_payload_of_a_decoded_record_is_a_slice_of_the_message_and_a_copy_where_the_message_is_lent()
    {
        var message = Codecs.RawEnvelope.Encode(new RandomContracts(3).RawEnvelope() with { Payload = new byte[] { 1, 2, 3 } });
        var sliced = Codecs.RawEnvelope.Decode(message, Registry);
        var copied = Codecs.RawEnvelope.DecodeCopy(message, Registry);
        message[^1] = 9;
        Assert.Equal(9, sliced.Payload.Span[2]);
        Assert.Equal(3, copied.Payload.Span[2]);
    }

    [Fact]
    public void An_event_time_keeps_100_ns_and_other_times_keep_milliseconds()
    {
        var time = new DateTimeOffset(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero).AddTicks(1234567 % 10000);
        var value = new RandomContracts(5).AuditEvent() with { EventTime = time.ToOffset(TimeSpan.FromHours(5)), CollectedAt = time };
        var read = Codecs.AuditEvent.Decode(Codecs.AuditEvent.Encode(value), Registry);
        Assert.Equal(time, read.EventTime);
        Assert.Equal(TimeSpan.Zero, read.EventTime.Offset);
        Assert.Equal(time.ToUnixTimeMilliseconds(), read.CollectedAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void A_value_that_the_schema_cannot_hold_is_refused_when_it_is_encoded()
    {
        var value = new RandomContracts(5).AuditEvent();
        Assert.Equal(AvroErrorCode.ValueOutOfRange, Assert.Throws<AvroException>(() => Codecs.AuditEvent.Encode(value with { ContentHash = new byte[15] })).Code);
        Assert.Equal(AvroErrorCode.ValueOutOfRange, Assert.Throws<AvroException>(() => Codecs.AuditEvent.Encode(value with { Outcome = (Outcome)77 })).Code);
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        var value = new RandomContracts(5).RawEnvelope() with { RecordId = "a\ud800b" };
        Assert.Equal("a\ufffdb", Codecs.RawEnvelope.Decode(Codecs.RawEnvelope.Encode(value), Registry).RecordId);
    }

    [Fact]
    public void Encoding_allocates_the_message_and_nothing_else()
    {
        var value = new RandomContracts(9).AuditEvent() with { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" } };
        var length = Codecs.AuditEvent.Encode(value).Length;
        const int Times = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
            Codecs.AuditEvent.Encode(value);
        // An array carries 24 bytes of header and is rounded up to 8.
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
        Assert.True(each <= length + 32, $"{each} bytes allocated for a message of {length} bytes");
    }

    private static void Check<T>(RecordCodec<T> codec, T value, int seed)
    {
        var message = codec.Encode(value);
        var expected = Shown.As(value);
        Assert.True(expected == Shown.As(codec.Decode(message, Registry)), $"seed {seed}: {typeof(T).Name} differs after a round trip: {expected}");
        Assert.True(expected == Shown.As(codec.DecodeCopy(message, Registry)), $"seed {seed}: {typeof(T).Name} differs after a copying round trip: {expected}");
        var body = message.AsSpan(SingleObject.HeaderLength);
        Assert.True(body.SequenceEqual(Transcoder.Compile(codec.Schema, codec.Schema).Run(body)), $"seed {seed}: {typeof(T).Name} is not what its schema file says");
    }
}
