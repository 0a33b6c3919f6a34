using System.IO.Compression;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>Decompresses (RFC 1952, several members too) and, where the data ends early or is damaged, ends there and says so instead of throwing away what came before.</summary>
internal sealed class GzipInput(CountingStream compressed) : Stream
{
    private readonly GZipStream _gzip = new(compressed, CompressionMode.Decompress);

    /// <summary>What was wrong with the data; null while nothing was.</summary>
    public string? Damage { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("the length of compressed data is not known");

    public override long Position
    {
        get => throw new NotSupportedException("compressed data has no position");
        set => throw new NotSupportedException("compressed data has no position");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (Damage is not null) return 0;
        try
        {
            return _gzip.Read(buffer);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            Damage = $"the gzip data is cut or damaged after {compressed.Count} bytes; what came before was read";
            return 0;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("compressed data cannot seek");

    public override void SetLength(long value) => throw new NotSupportedException("read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("read only");

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }
}
