using System.Buffers.Binary;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Fields of a record batch, format v2 (Kafka documentation, "Record Batch"; all big-endian). The CRC covers everything from the attributes on, so base offset
/// and leader epoch may be rewritten without touching it.
/// </summary>
internal static class Batch
{
    /// <summary>Bytes before the first record.</summary>
    public const int HeaderBytes = 61;

    /// <summary>Bytes of base offset and length, which the length field does not count.</summary>
    public const int Prefix = 12;

    public const short CodecMask = 0x07;
    public const short LogAppendTimeBit = 0x08;
    public const short TransactionalBit = 0x10;
    public const short ControlBit = 0x20;

    /// <summary>Set by compaction: the base timestamp is the time from which tombstones in the batch may go (KIP-534).</summary>
    public const short DeleteHorizonBit = 0x40;

    public static long BaseOffset(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt64BigEndian(b);

    /// <summary>Size of the whole batch in bytes, as its length field tells; may be any number in damaged data.</summary>
    public static long Size(ReadOnlySpan<byte> b) => Prefix + (long)BinaryPrimitives.ReadInt32BigEndian(b[8..]);

    public static byte Magic(ReadOnlySpan<byte> b) => b[16];

    public static uint Crc(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadUInt32BigEndian(b[17..]);

    public static short Attributes(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt16BigEndian(b[21..]);

    public static int LastOffsetDelta(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt32BigEndian(b[23..]);

    public static long BaseTimestamp(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt64BigEndian(b[27..]);

    public static long MaxTimestamp(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt64BigEndian(b[35..]);

    public static long ProducerId(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt64BigEndian(b[43..]);

    public static short ProducerEpoch(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt16BigEndian(b[51..]);

    public static int BaseSequence(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt32BigEndian(b[53..]);

    public static int RecordCount(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt32BigEndian(b[57..]);

    public static long LastOffset(ReadOnlySpan<byte> b) => BaseOffset(b) + LastOffsetDelta(b);

    public static bool CrcMatches(ReadOnlySpan<byte> batch) => Crc32C.Compute(batch[21..]) == Crc(batch);

    public static void SetBaseOffset(Span<byte> b, long value) => BinaryPrimitives.WriteInt64BigEndian(b, value);

    public static void SetSize(Span<byte> b, int size) => BinaryPrimitives.WriteInt32BigEndian(b[8..], size - Prefix);

    public static void SetLeaderEpoch(Span<byte> b, int value) => BinaryPrimitives.WriteInt32BigEndian(b[12..], value);

    public static void SetAttributes(Span<byte> b, short value) => BinaryPrimitives.WriteInt16BigEndian(b[21..], value);

    public static void SetBaseTimestamp(Span<byte> b, long value) => BinaryPrimitives.WriteInt64BigEndian(b[27..], value);

    public static void SetMaxTimestamp(Span<byte> b, long value) => BinaryPrimitives.WriteInt64BigEndian(b[35..], value);

    public static void SetRecordCount(Span<byte> b, int value) => BinaryPrimitives.WriteInt32BigEndian(b[57..], value);

    public static void SealCrc(Span<byte> batch) => BinaryPrimitives.WriteUInt32BigEndian(batch[17..], Crc32C.Compute(batch[21..]));

    /// <summary>The last sequence number of a batch; sequences wrap from 2^31-1 to 0.</summary>
    public static int LastSequence(int baseSequence, int lastOffsetDelta) =>
        baseSequence < 0 ? -1 : (int)(((long)baseSequence + lastOffsetDelta) & int.MaxValue);

    /// <summary>Whether a header could start a batch that fits into <paramref name="room"/> bytes; says nothing about its content.</summary>
    public static bool LooksSane(ReadOnlySpan<byte> header, long room)
    {
        var size = Size(header);
        return size >= HeaderBytes && size <= room && Magic(header) == 2 && BaseOffset(header) >= 0 && LastOffsetDelta(header) >= 0 && RecordCount(header) >= 0;
    }
}
