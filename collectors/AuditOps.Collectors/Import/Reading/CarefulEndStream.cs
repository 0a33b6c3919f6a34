namespace AuditOps.Collectors.Import.Reading;

/// <summary>
/// Gives the last bytes of a stream one by one. A decompressor that is given a chunk keeps to itself what it leaves unread of it; one that has taken all it was
/// given asks for more. So whether it came to ask at the end tells whether all bytes belonged to it.
/// </summary>
internal sealed class CarefulEndStream(Stream inner) : ForwardStream
{
    /// <summary>Bytes given one by one; what is more than this lies before the end in any case. 16 KiB cost about 2 ms a file.</summary>
    private const int LastBytes = 16 << 10;

    private readonly byte[] _buffer = new byte[4 * LastBytes];
    private int _start;
    private int _end;
    private int _lastGiven;
    private bool _ended;

    /// <summary>Bytes given so far.</summary>
    public long Given { get; private set; }

    /// <summary>Whether the reader has asked for more than there is.</summary>
    public bool IsExhausted { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        Fill();
        var held = _end - _start;
        if (held == 0)
        {
            IsExhausted = true;
            return 0;
        }

        _lastGiven = held > LastBytes ? Math.Min(buffer.Length, held - LastBytes) : 1;
        _buffer.AsSpan(_start, _lastGiven).CopyTo(buffer);
        _start += _lastGiven;
        Given += _lastGiven;
        return _lastGiven;
    }

    /// <summary>Reads what the reader has left behind, a byte it was given and has no use for included.</summary>
    /// <returns>How many bytes, and whether every one is zero, as padding is. A chunk given before the last bytes is not counted: how much of it was used is not known.</returns>
    public (long Count, bool IsPadding) Rest()
    {
        if (_lastGiven == 1) _start--;
        long count = 0;
        var isPadding = true;
        do
        {
            var held = _buffer.AsSpan(_start, _end - _start);
            count += held.Length;
            isPadding &= !held.ContainsAnyExcept((byte)0);
            _start = _end;
            Fill();
        }
        while (_end > _start);

        return (count, isPadding);
    }

    private void Fill()
    {
        while (!_ended && _end - _start <= LastBytes)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            var read = inner.Read(_buffer.AsSpan(_end));
            _ended = read == 0;
            _end += read;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
