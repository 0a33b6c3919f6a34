using System.Buffers.Binary;
using System.IO.Compression;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>
/// A gzip (RFC 1952) or zlib (RFC 1950) body that must be complete. .NET's streams take the end of the input for the end of
/// the data, so a cut upload would look whole; here the trailer is compared with what was unpacked. One member only.
/// </summary>
internal sealed class CompressedBody : IAsyncDisposable
{
    private readonly TailStream packed;
    private readonly Stream unpacked;
    private readonly RunningChecksum checksum;
    private readonly bool gzip;
    private uint length;
    private bool ended;

    private CompressedBody(Stream body, bool gzip)
    {
        packed = new TailStream(body, gzip ? 8 : 4);
        unpacked = gzip ? new GZipStream(packed, CompressionMode.Decompress) : new ZLibStream(packed, CompressionMode.Decompress);
        checksum = gzip ? RunningChecksum.Crc32() : RunningChecksum.Adler32();
        this.gzip = gzip;
    }

    public static CompressedBody Gzip(Stream body) => new(body, gzip: true);

    public static CompressedBody Deflate(Stream body) => new(body, gzip: false);

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (ended) return 0;
        var read = await unpacked.ReadAsync(buffer, cancellation);
        if (read > 0)
        {
            checksum.Add(buffer.Span[..read]);
            length += (uint)read;
            return read;
        }

        await packed.DrainAsync(cancellation);
        ended = true;
        if (!Matches(packed.Tail)) throw new InvalidDataException("it ends early, or its checksum does not match");
        return 0;
    }

    public async ValueTask DisposeAsync() => await unpacked.DisposeAsync();

    private bool Matches(ReadOnlySpan<byte> tail) => gzip
        ? tail.Length == 8 && BinaryPrimitives.ReadUInt32LittleEndian(tail) == checksum.Value && BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]) == length
        : tail.Length == 4 && BinaryPrimitives.ReadUInt32BigEndian(tail) == checksum.Value;
}
