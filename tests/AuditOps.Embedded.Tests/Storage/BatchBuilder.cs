using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Tests.Storage;

/// <summary>A record to put into a batch.</summary>
internal sealed record TestRecord(string? Key, string? Value, long Timestamp = 1_000);

/// <summary>Writes record batches as a client would; its own code, so that the store's parser is not checked against itself.</summary>
internal static class BatchBuilder
{
    public static byte[] Build(
        IReadOnlyList<TestRecord> records, Codec codec = Codec.None, long producerId = -1, short epoch = -1, int sequence = -1, short attributes = 0, bool xerial = false)
    {
        var body = new MemoryStream();
        var baseTimestamp = records.Count > 0 ? records[0].Timestamp : 0;
        for (var i = 0; i < records.Count; i++) WriteRecord(body, records[i], i, baseTimestamp);
        return Wrap(Compress(codec, body.ToArray(), xerial), records.Count, (short)(attributes | (short)codec), baseTimestamp, records.Max(r => r.Timestamp), producerId, epoch, sequence);
    }

    public static byte[] Of(int count, string prefix = "v", int valueBytes = 10, long producerId = -1, short epoch = -1, int sequence = -1, long timestamp = 1_000) =>
        Build([.. Enumerable.Range(0, count).Select(i => new TestRecord($"{prefix}{i}", new string('x', valueBytes), timestamp + i))], Codec.None, producerId, epoch, sequence);

    public static byte[] Marker(long producerId, short epoch, bool commit, int coordinatorEpoch = 0)
    {
        Span<byte> key = stackalloc byte[4];
        Span<byte> value = stackalloc byte[6];
        BinaryPrimitives.WriteInt16BigEndian(key[2..], (short)(commit ? 1 : 0));
        BinaryPrimitives.WriteInt32BigEndian(value[2..], coordinatorEpoch);
        var body = new MemoryStream();
        WriteRecord(body, key.ToArray(), value.ToArray(), 0, 0);
        return Wrap(body.ToArray(), 1, Batch.TransactionalBit | Batch.ControlBit, 1_000, 1_000, producerId, epoch, -1);
    }

    public static byte[] Wrap(byte[] payload, int count, short attributes, long baseTimestamp, long maxTimestamp, long producerId, short epoch, int sequence)
    {
        var b = new byte[61 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(b.AsSpan(8), b.Length - 12);
        b[16] = 2;
        BinaryPrimitives.WriteInt16BigEndian(b.AsSpan(21), attributes);
        BinaryPrimitives.WriteInt32BigEndian(b.AsSpan(23), count - 1);
        BinaryPrimitives.WriteInt64BigEndian(b.AsSpan(27), baseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(b.AsSpan(35), maxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(b.AsSpan(43), producerId);
        BinaryPrimitives.WriteInt16BigEndian(b.AsSpan(51), epoch);
        BinaryPrimitives.WriteInt32BigEndian(b.AsSpan(53), sequence);
        BinaryPrimitives.WriteInt32BigEndian(b.AsSpan(57), count);
        payload.CopyTo(b, 61);
        Seal(b);
        return b;
    }

    public static void Seal(byte[] batch) => BinaryPrimitives.WriteUInt32BigEndian(batch.AsSpan(17), SlowCrc(batch.AsSpan(21)));

    /// <summary>CRC-32C bit by bit, from its polynomial.</summary>
    public static uint SlowCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
        }
        return ~crc;
    }

    public static List<(long Offset, long Timestamp, string? Key, string? Value)> Read(ReadOnlySpan<byte> batches)
    {
        List<(long, long, string?, string?)> result = [];
        while (batches.Length > 0)
        {
            var batch = batches[..(int)Batch.Size(batches)];
            if (!Batch.CrcMatches(batch)) throw new InvalidDataException("CRC");
            if ((Batch.Attributes(batch) & Batch.ControlBit) == 0)
            {
                using var records = BatchRecords.Open(batch, 1 << 26, out var status);
                if (status != DecodeStatus.Ok) throw new InvalidDataException(status.ToString());
                var reader = records.Reader();
                while (reader.Next() == RecordStatus.Record)
                {
                    result.Add((Batch.BaseOffset(batch) + reader.OffsetDelta, Batch.BaseTimestamp(batch) + reader.TimestampDelta,
                        reader.HasKey ? Encoding.UTF8.GetString(reader.Key) : null, reader.HasValue ? Encoding.UTF8.GetString(reader.Value) : null));
                }
            }
            batches = batches[batch.Length..];
        }
        return result;
    }

    static void WriteRecord(MemoryStream into, TestRecord record, int index, long baseTimestamp) =>
        WriteRecord(into, record.Key is null ? null : Encoding.UTF8.GetBytes(record.Key), record.Value is null ? null : Encoding.UTF8.GetBytes(record.Value), index, record.Timestamp - baseTimestamp);

    static void WriteRecord(MemoryStream into, byte[]? key, byte[]? value, int offsetDelta, long timestampDelta)
    {
        var record = new MemoryStream();
        record.WriteByte(0);
        WriteVarint(record, timestampDelta);
        WriteVarint(record, offsetDelta);
        foreach (var field in new[] { key, value })
        {
            WriteVarint(record, field?.Length ?? -1);
            record.Write(field ?? []);
        }
        WriteVarint(record, 0);
        WriteVarint(into, record.Length);
        record.WriteTo(into);
    }

    static void WriteVarint(MemoryStream into, long value)
    {
        var raw = (ulong)((value << 1) ^ (value >> 63));
        for (; raw > 127; raw >>= 7) into.WriteByte((byte)(raw & 127 | 128));
        into.WriteByte((byte)raw);
    }

    static byte[] Compress(Codec codec, byte[] data, bool xerial) => codec switch
    {
        Codec.None => data,
        Codec.Gzip => Gzip(data),
        Codec.Snappy => xerial ? Xerial(data) : SnappyLiterals(data),
        Codec.Lz4 => Lz4Stored(data),
        _ => Zstd(data),
    };

    static byte[] Gzip(byte[] data)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest)) gzip.Write(data);
        return output.ToArray();
    }

    static byte[] SnappyLiterals(ReadOnlySpan<byte> data)
    {
        var output = new MemoryStream();
        var length = (uint)data.Length;
        for (; length > 127; length >>= 7) output.WriteByte((byte)(length & 127 | 128));
        output.WriteByte((byte)length);
        while (data.Length > 0)
        {
            var part = data[..Math.Min(60, data.Length)];
            output.WriteByte((byte)((part.Length - 1) << 2));
            output.Write(part);
            data = data[part.Length..];
        }
        return output.ToArray();
    }

    static byte[] Xerial(ReadOnlySpan<byte> data)
    {
        var output = new MemoryStream();
        output.Write([0x82, 0x53, 0x4E, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
        Span<byte> size = stackalloc byte[4];
        while (data.Length > 0)
        {
            var part = data[..Math.Min(100, data.Length)];
            var block = SnappyLiterals(part);
            BinaryPrimitives.WriteInt32BigEndian(size, block.Length);
            output.Write(size);
            output.Write(block);
            data = data[part.Length..];
        }
        return output.ToArray();
    }

    static byte[] Lz4Stored(byte[] data)
    {
        var output = new MemoryStream();
        output.Write([0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82]);
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)data.Length | 0x8000_0000);
        output.Write(word);
        output.Write(data);
        output.Write([0, 0, 0, 0]);
        return output.ToArray();
    }

    /// <summary>A zstd frame of one raw block (RFC 8878): single segment, 4-byte content size.</summary>
    static byte[] Zstd(byte[] data)
    {
        var output = new MemoryStream();
        output.Write([0x28, 0xB5, 0x2F, 0xFD, 0xA0]);
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(word, data.Length);
        output.Write(word);
        BinaryPrimitives.WriteInt32LittleEndian(word, data.Length << 3 | 1);
        output.Write(word[..3]);
        output.Write(data);
        Debug.Assert(data.Length < 128 * 1024);
        return output.ToArray();
    }
}
