using System.Text.Unicode;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>One opened input: plain or gzip, JSON in some form or CSV.</summary>
internal sealed class ImportInput : IDisposable
{
    private const int HeaderLimit = 64 << 10;

    private readonly CountingStream _counted;
    private readonly GzipInput? _gzip;
    private readonly IRecordReader _reader;

    private ImportInput(string name, long size, CountingStream counted, GzipInput? gzip, IRecordReader reader, CsvHeader? header)
    {
        Name = name;
        Size = size;
        _counted = counted;
        _gzip = gzip;
        _reader = reader;
        Header = header;
    }

    public string Name { get; }

    /// <summary>Bytes of the file; 0 for standard input.</summary>
    public long Size { get; }

    public long BytesRead => _counted.Count;

    public CsvHeader? Header { get; }

    public string? Remark => _gzip?.Damage ?? _reader.Remark;

    /// <exception cref="CollectorsException">The file cannot be read at all; the message leaves its name to the caller.</exception>
    public static ImportInput Open(string file, string? rejectedDirectory, CancellationToken cancel)
    {
        var (stream, size) = OpenStream(file, cancel);
        var peeked = new PeekedStream(stream);
        var counted = new CountingStream(peeked);
        var gzip = peeked.Peek(2) is [0x1f, 0x8b] ? new GzipInput(counted) : null;
        var window = new ByteWindow(gzip is null ? counted : gzip, ReadLimits.RecordBytes + 1);
        while (window.Length < 4 && window.Fill())
        {
        }

        if (IsUtf16(window.Span))
        {
            window.Dispose();
            counted.Dispose();
            throw new CollectorsException(CollectorsErrorCode.InputUnreadable, "is UTF-16; save it as UTF-8 first (for example: iconv -f UTF-16 -t UTF-8).");
        }

        var header = TakeHeader(window, file, out var headerLine);
        IRecordReader reader = header is null ? new JsonRecordReader(window, rejectedDirectory) : new CsvRecordReader(window, headerLine, header.Columns.Count, rejectedDirectory);
        return new ImportInput(Shown(file), size, counted, gzip, reader, header);
    }

    /// <summary>By its byte order mark, or by the zero in a first character that must be ASCII.</summary>
    private static bool IsUtf16(ReadOnlySpan<byte> start) =>
        start is [0xff, 0xfe, ..] or [0xfe, 0xff, ..] or [(byte)'{' or (byte)'[', 0, ..] or [0, (byte)'{' or (byte)'[', ..];

    public bool TryRead(out InputItem item) => _reader.TryRead(out item);

    public void Dispose()
    {
        _reader.Dispose();
        _gzip?.Dispose();
        _counted.Dispose();
    }

    private static string Shown(string file) => file == "-" ? "standard input" : file;

    private static (Stream Stream, long Size) OpenStream(string file, CancellationToken cancel)
    {
        if (file == "-") return (new InterruptibleStream(Console.OpenStandardInput(), cancel), 0);
        try
        {
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20, FileOptions.SequentialScan);
            return stream.CanSeek ? (stream, stream.Length) : (new InterruptibleStream(stream, cancel), 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CollectorsException(CollectorsErrorCode.InputUnreadable, $"cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>A first line that names columns makes the input CSV; JSON begins with a bracket.</summary>
    private static CsvHeader? TakeHeader(ByteWindow window, string file, out byte[] headerLine)
    {
        headerLine = [];
        while (window.Span.IndexOf((byte)'\n') < 0 && window.Length < HeaderLimit && window.Fill())
        {
        }

        var span = window.Span;
        var mark = span.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? 3 : 0;
        var body = span[mark..];
        if (body.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]) return null;
        var end = body.IndexOf((byte)'\n');
        if (end < 0) return null;
        var line = body[..end].TrimEnd((byte)'\r');
        if (!Utf8.IsValid(line) || ShapeRecognizer.RecognizeHeader(line) is not { } header) return null;
        if (!IsKnown(header) && !file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase)) return null;
        headerLine = line.ToArray();
        window.Consume(mark + end + 1);
        return header;
    }

    private static bool IsKnown(CsvHeader header) => header.Shape == WireShape.PurviewCsv || header.TableOf([]) is not null || header.Index("TimeGenerated") >= 0;
}
