namespace AuditOps.Collectors.Import.Reading;

/// <summary>Counts what was read of the file itself, before decompression: progress is measured there.</summary>
internal sealed class CountingStream(Stream inner) : ForwardStream
{
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Count += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
