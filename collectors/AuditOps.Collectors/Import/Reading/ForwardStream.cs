namespace AuditOps.Collectors.Import.Reading;

/// <summary>A stream that is read once from its start to its end and can do nothing else.</summary>
internal abstract class ForwardStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => throw new NotSupportedException("the length of a stream that is read once is not known");

    public sealed override long Position
    {
        get => throw new NotSupportedException("a stream that is read once has no position");
        set => throw new NotSupportedException("a stream that is read once has no position");
    }

    public abstract override int Read(Span<byte> buffer);

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a stream that is read once cannot seek");

    public sealed override void SetLength(long value) => throw new NotSupportedException("read only");

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("read only");
}
