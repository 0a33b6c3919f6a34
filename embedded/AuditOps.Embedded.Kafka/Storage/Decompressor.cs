using System.Buffers;
using System.IO.Compression;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Decompresses a batch's records into a pooled buffer, never beyond the caller's limit, whatever the bytes claim.</summary>
internal static class Decompressor
{
    const int FirstBuffer = 64 * 1024;

    /// <summary>On <see cref="DecodeStatus.Ok"/> the caller returns <paramref name="rented"/> to the shared pool; else it is null.</summary>
    public static DecodeStatus Decompress(Codec codec, ReadOnlySpan<byte> payload, int maxBytes, out byte[]? rented, out int length)
    {
        var output = new PooledOutput(Math.Min(maxBytes, Math.Max(FirstBuffer, payload.Length * 4)), maxBytes);
        var status = codec switch
        {
            Codec.Gzip => Gzip(payload, ref output),
            Codec.Snappy => SnappyDecoder.Decode(payload, ref output),
            Codec.Lz4 => Lz4FrameDecoder.Decode(payload, ref output),
            Codec.Zstd => ZstdLibrary.Decode(payload, ref output),
            _ => DecodeStatus.Malformed,
        };
        if (status == DecodeStatus.Ok)
        {
            rented = output.Detach(out length);
            return status;
        }
        output.Dispose();
        rented = null;
        length = 0;
        return status;
    }

    static DecodeStatus Gzip(ReadOnlySpan<byte> payload, ref PooledOutput output)
    {
        var input = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(input);
        try
        {
            using var stream = new GZipStream(new MemoryStream(input, 0, payload.Length, writable: false), CompressionMode.Decompress);
            while (true)
            {
                if (!output.TryReserve(1, out var room)) return AtEnd(stream) ? DecodeStatus.Ok : DecodeStatus.TooLarge;
                var read = stream.Read(room);
                if (read == 0) return DecodeStatus.Ok;
                output.Advance(read);
            }
        }
        catch (InvalidDataException)
        {
            return DecodeStatus.Malformed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
        }
    }

    static bool AtEnd(GZipStream stream) => stream.ReadByte() < 0;
}
