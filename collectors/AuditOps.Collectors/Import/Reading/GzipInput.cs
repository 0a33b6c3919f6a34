using System.IO.Compression;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>
/// Decompresses (RFC 1952, several members too) and, where the data ends early, is damaged or goes on with something else, ends there and says so instead of throwing away what came before.
/// Zeros behind the last member are padding (as in gzip(1)) and in order.
/// That an early end is noticed needs the switch <c>System.IO.Compression.UseStrictValidation</c>, which every executable sets.
/// </summary>
internal sealed class GzipInput : ForwardStream
{
    private readonly CarefulEndStream _compressed;
    private readonly GZipStream _gzip;
    private bool _ended;

    public GzipInput(Stream compressed)
    {
        _compressed = new CarefulEndStream(compressed);
        _gzip = new GZipStream(_compressed, CompressionMode.Decompress);
    }

    /// <summary>What was wrong with the data; null while nothing was.</summary>
    public string? Damage { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty) return 0;
        try
        {
            var read = _gzip.Read(buffer);
            if (read > 0) return read;
            _ended = true;
            if (!_compressed.IsExhausted && _compressed.Rest() is (var count, false)) Damage = $"{count} bytes behind the gzip data are no gzip data; they were not read";
            return 0;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            _ended = true;
            Damage = $"the gzip data is cut or damaged after {_compressed.Given} bytes; what came before was read";
            return 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }
}
