namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>Passes a stream on and remembers its last bytes.</summary>
internal sealed class TailStream(Stream inner, int size) : Stream
{
    private readonly byte[] tail = new byte[size];
    private int kept;

    public ReadOnlySpan<byte> Tail => tail.AsSpan(0, kept);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Keep(buffer.Span[..read]);
        return read;
    }

    /// <summary>Reads what nobody asked for, so that the tail is the input's.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        var rest = new byte[4096];
        while (await ReadAsync(rest, cancellationToken) > 0)
        {
            // Only the tail matters.
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("asynchronous only");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= tail.Length)
        {
            bytes[^tail.Length..].CopyTo(tail);
            kept = tail.Length;
            return;
        }

        var old = Math.Min(kept, tail.Length - bytes.Length);
        tail.AsSpan(kept - old, old).CopyTo(tail);
        bytes.CopyTo(tail.AsSpan(old));
        kept = old + bytes.Length;
    }
}
