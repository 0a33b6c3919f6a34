namespace AuditOps.Collectors.Import.Reading;

/// <summary>Ends when it is asked to, even while a read waits for somebody to type or for a pipe's writer.</summary>
internal sealed class InterruptibleStream(Stream inner, CancellationToken cancel) : ForwardStream
{
    // The read that is given up may still write into it later.
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end && !TryFill()) return 0;
        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private bool TryFill()
    {
        try
        {
            if (cancel.IsCancellationRequested) return false;
            var reading = Task.Run(() => inner.Read(_buffer), CancellationToken.None);
            reading.Wait(cancel);
            _start = 0;
            _end = reading.GetAwaiter().GetResult();
            return _end > 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (AggregateException exception) when (exception.InnerException is IOException broken)
        {
            throw new IOException(broken.Message, broken);
        }
    }
}
