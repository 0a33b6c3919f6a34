namespace AuditOps.Collectors.Import.Reading;

/// <summary>A stream whose first bytes can be looked at before they are read; standard input cannot seek back.</summary>
internal sealed class PeekedStream(Stream inner) : ForwardStream
{
    private byte[] _peeked = [];
    private int _given;

    /// <returns>Up to that many first bytes; fewer when there are no more.</returns>
    public byte[] Peek(int count)
    {
        var bytes = new byte[count];
        var got = inner.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return _peeked = bytes[..got];
    }

    public override int Read(Span<byte> buffer)
    {
        if (_given == _peeked.Length) return inner.Read(buffer);
        var count = Math.Min(buffer.Length, _peeked.Length - _given);
        _peeked.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
