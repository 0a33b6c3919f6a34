using System.IO.Compression;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>
/// Decompresses (RFC 1952, several members too) and, where the data ends early or is damaged, ends there and says so instead of throwing away what came before.
/// That an early end is noticed needs the switch <c>System.IO.Compression.UseStrictValidation</c>, which every executable sets.
/// </summary>
internal sealed class GzipInput(CountingStream compressed) : ForwardStream
{
    private readonly GZipStream _gzip = new(compressed, CompressionMode.Decompress);

    /// <summary>What was wrong with the data; null while nothing was.</summary>
    public string? Damage { get; private set; }

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

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }
}
