using System.Buffers.Binary;
using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Storage;
using Xunit;

namespace AuditOps.Embedded.Tests.Storage;

public sealed class AppendValidationTests
{
    [Fact]
    public async Task Every_flipped_bit_behind_the_offsets_is_refused()
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t");
        var batch = BatchBuilder.Of(3);
        for (var i = 8; i < batch.Length; i++)
        {
            if (i is >= 12 and < 16) continue; // the leader epoch is the broker's to write
            var damaged = (byte[])batch.Clone();
            damaged[i] ^= 0x10;
            Assert.NotEqual(KafkaError.None, log.Append(damaged).Error);
        }
        Assert.Equal(0, log.LogEndOffset);
    }

    [Theory]
    [InlineData("short", KafkaError.InvalidRecord)]
    [InlineData("magic", KafkaError.UnsupportedForMessageFormat)]
    [InlineData("two batches", KafkaError.InvalidRecord)]
    [InlineData("count", KafkaError.InvalidRecord)]
    [InlineData("empty", KafkaError.InvalidRecord)]
    [InlineData("control", KafkaError.InvalidRecord)]
    [InlineData("sequence", KafkaError.InvalidRecord)]
    [InlineData("codec", KafkaError.UnsupportedCompressionType)]
    [InlineData("large", KafkaError.MessageTooLarge)]
    [InlineData("crc", KafkaError.CorruptMessage)]
    public async Task Batches_that_break_a_rule_get_its_error(string rule, object expected)
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t", ("max.message.bytes", "2000"));
        var batch = BatchBuilder.Of(3);
        switch (rule)
        {
            case "short": batch = batch[..60]; break;
            case "magic": batch[16] = 1; break;
            case "two batches": batch = [.. batch, .. batch]; break;
            case "count": BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(57), 2); break;
            case "empty": batch = BatchBuilder.Wrap([], 0, 0, 0, 0, -1, -1, -1); break;
            case "control": batch = BatchBuilder.Marker(1, 0, true); break;
            case "sequence": batch = BatchBuilder.Of(3, producerId: 5, epoch: 0, sequence: -1); break;
            case "codec": batch[22] = 5; break;
            case "large": batch = BatchBuilder.Of(1, "k", 2000); break;
            case "crc": batch[17]++; break;
        }
        if (rule is "count" or "codec") BatchBuilder.Seal(batch);
        Assert.Equal((KafkaError)expected, log.Append(batch).Error);
    }

    [Theory]
    [InlineData(Codec.None)]
    [InlineData(Codec.Gzip)]
    [InlineData(Codec.Snappy)]
    [InlineData(Codec.Lz4)]
    [InlineData(Codec.Zstd)]
    public async Task Compacted_topics_refuse_a_record_without_key_and_name_it(object codec)
    {
        await using var fixture = StoreFixture.Create();
        var log = fixture.Topic("t", ("cleanup.policy", "compact"));
        var records = Enumerable.Range(0, 5).Select(i => new TestRecord(i is 3 or 4 ? null : "k", "v")).ToArray();
        var result = log.Append(BatchBuilder.Build(records, (Codec)codec));
        Assert.Equal(KafkaError.InvalidRecord, result.Error);
        Assert.Equal([3, 4], result.InvalidRecords);
        Assert.Equal(KafkaError.None, log.Append(BatchBuilder.Build(records[..3], (Codec)codec)).Error);
    }

    [Fact]
    public async Task Random_and_mutated_bytes_get_an_error_code_and_never_an_exception()
    {
        const int seed = 20261121;
        var random = new Random(seed);
        await using var fixture = StoreFixture.Create(o => o with { MaxDecompressedBatchBytes = 1 << 20 });
        var plain = fixture.Topic("plain");
        var compacted = fixture.Topic("compacted", ("cleanup.policy", "compact"));
        Codec[] codecs = [Codec.None, Codec.Gzip, Codec.Snappy, Codec.Lz4, Codec.Zstd];
        for (var i = 0; i < 6000; i++)
        {
            var batch = new byte[random.Next(0, 300)];
            random.NextBytes(batch);
            if (i % 3 != 0)
            {
                batch = BatchBuilder.Build([.. Enumerable.Range(0, random.Next(1, 6)).Select(n => new TestRecord($"k{n}", "value"))], codecs[random.Next(5)], xerial: i % 2 == 0);
                for (var flips = random.Next(1, 6); flips > 0; flips--) batch[random.Next(8, batch.Length)] = (byte)random.Next(256);
                if (i % 3 == 1)
                {
                    // A valid length and CRC let the damage through to the parsers behind them.
                    BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(8), batch.Length - 12);
                    batch[16] = 2;
                    BatchBuilder.Seal(batch);
                }
            }
            var copy = (byte[])batch.Clone();
            try
            {
                plain.Append(batch);
                compacted.Append(copy);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {i}: {e}");
            }
        }
        plain.FlushNow();
        plain.OffsetForTimestamp(5);
        plain.MaxTimestamp();
        await fixture.Crash();
        Assert.Equal(KafkaError.None, fixture.Topic("plain").Fault);
    }

    [Fact]
    public void A_small_batch_that_decompresses_to_too_much_is_stopped_at_the_limit()
    {
        foreach (var codec in new[] { Codec.Gzip, Codec.Zstd })
        {
            var batch = BatchBuilder.Build([new TestRecord("k", new string('x', 100_000))], codec);
            using var records = BatchRecords.Open(batch, 50_000, out var status);
            Assert.Equal(DecodeStatus.TooLarge, status);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1000)]
    [InlineData(100_003)]
    public void The_fast_crc_equals_the_slow_one(int length)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);
        Assert.Equal(BatchBuilder.SlowCrc(data), Crc32C.Compute(data));
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
    }

    [Fact]
    public void Lz4_frames_written_here_are_read_back()
    {
        const int seed = 99;
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var data = new byte[random.Next(0, 200_000)];
            if (round % 3 == 0) random.NextBytes(data);
            else for (var i = 0; i < data.Length; i++) data[i] = (byte)(round % 3 == 1 ? random.Next(3) : i / random.Next(1, 50));
            var into = new byte[Lz4FrameEncoder.MaxSize(data.Length)];
            var size = Lz4FrameEncoder.Encode(data, into);
            Assert.Equal(DecodeStatus.Ok, Decompressor.Decompress(Codec.Lz4, into.AsSpan(0, size), 1 << 20, out var rented, out var length));
            Assert.True(data.AsSpan().SequenceEqual(rented.AsSpan(0, length)), $"seed {seed}, round {round}");
        }
    }
}
