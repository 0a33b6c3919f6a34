namespace AuditOps.Collectors.Import.Reading;

/// <summary>A stream whose first bytes can be looked at before they are read; standard input cannot seek back.</summary>
internal sealed class PeekedStream(Stream inner) : Stream
{
    private byte[] _peeked = [];
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("the length of a stream that is read once is not known");

    public override long Position
    {
        get => throw new NotSupportedException("a stream that is read once has no position");
        set => throw new NotSupportedException("a stream that is read once has no position");
    }

    /// <returns>Up to that many first bytes; fewer when there are no more.</returns>
    public byte[] Peek(int count)
    {
        var bytes = new byte[count];
        var got = inner.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return _peeked = bytes[..got];
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_given == _peeked.Length) return inner.Read(buffer);
        var count = Math.Min(buffer.Length, _peeked.Length - _given);
        _peeked.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a stream that is read once cannot seek");

    public override void SetLength(long value) => throw new NotSupportedException("read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("read only");

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
