using System.Buffers.Binary;

namespace AuditOps.Schemas.Avro;

/// <summary>
/// Single-object encoding (Avro 1.11 specification): the marker C3 01, the schema's CRC-64-AVRO fingerprint in 8 bytes little endian, the value.
/// </summary>
public static class SingleObject
{
    public const int HeaderLength = 10;
    private const byte Marker0 = 0xC3;
    private const byte Marker1 = 0x01;

    public static byte[] Header(ulong fingerprint)
    {
        var header = new byte[HeaderLength];
        header[0] = Marker0;
        header[1] = Marker1;
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(2), fingerprint);
        return header;
    }

    /// <summary>The fingerprint of the writer's schema.</summary>
    /// <exception cref="AvroException">The bytes do not begin with a header.</exception>
    public static ulong ReadFingerprint(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderLength || message[0] != Marker0 || message[1] != Marker1)
            throw new AvroException(AvroErrorCode.NotSingleObject, $"{message.Length} bytes do not begin with an Avro single-object header (C3 01 and 8 bytes).");
        return BinaryPrimitives.ReadUInt64LittleEndian(message[2..]);
    }
}
