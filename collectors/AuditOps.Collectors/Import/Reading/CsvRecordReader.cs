using System.Text.Unicode;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>
/// Rows of a CSV file with a header line (RFC 4180: a quoted field may hold line breaks, a quote in it is doubled). A row's bytes are kept as they are, without the line break that ends it.
/// Where a quote is never closed only its line is given up; what follows are rows again, and those that are none show by their number of columns.
/// </summary>
/// <param name="window">Stands at the first data row.</param>
internal sealed class CsvRecordReader(ByteWindow window, byte[] header, int columns, string? rejectedDirectory) : IRecordReader
{
    private static readonly string TooLarge = $"larger than {ReadLimits.RecordBytes >> 20} MiB";

    public string? Remark => null;

    public bool TryRead(out InputItem item)
    {
        SkipLineBreaks();
        if (window.Length == 0)
        {
            item = default;
            return false;
        }

        var scanner = new CsvRowScanner();
        var scanned = 0;
        while (true)
        {
            var end = scanner.Scan(window.Span[scanned..]);
            if (end >= 0)
            {
                item = Row(scanned + end, scanner);
                return true;
            }

            scanned = window.Length;
            if (window.Fill()) continue;
            item = scanner.IsInQuotes ? RejectLine(window.Ended ? DeadLetterCode.Truncated : DeadLetterCode.CsvMalformed, "a quote is opened and never closed")
                : window.Ended ? Row(window.Length, scanner)
                : RejectLine(DeadLetterCode.TooLarge, TooLarge);
            return true;
        }
    }

    public void Dispose() => window.Dispose();

    private void SkipLineBreaks()
    {
        while (window.Length > 0 || window.Fill())
        {
            var blank = window.Span.IndexOfAnyExcept((byte)'\r', (byte)'\n');
            if (blank == 0) return;
            window.Consume(blank < 0 ? window.Length : blank);
        }
    }

    private InputItem Row(int length, CsvRowScanner scanner)
    {
        var bytes = window.Memory[..length];
        if (bytes.Span is [.., (byte)'\r']) bytes = bytes[..^1];
        if (bytes.Length > ReadLimits.RecordBytes) return Reject(length, DeadLetterCode.TooLarge, TooLarge);
        if (!Utf8.IsValid(bytes.Span)) return Reject(length, DeadLetterCode.InvalidUtf8, "not valid UTF-8");
        if (scanner.IsMalformed) return Reject(length, DeadLetterCode.CsvMalformed, "text stands behind a closing quote");
        if (scanner.Columns != columns) return Reject(length, DeadLetterCode.CsvMalformed, $"the row has {scanner.Columns} columns, the header {columns}");
        var item = new InputItem { Bytes = bytes, Offset = window.Offset, Line = window.Line, Reason = "", Length = bytes.Length, CsvHeader = header };
        window.Consume(length);
        return item;
    }

    private InputItem Reject(int length, DeadLetterCode code, string reason)
    {
        using var rejection = new Rejection(rejectedDirectory, window.Offset, window.Line);
        rejection.Add(window.Span[..length], length > ReadLimits.RecordBytes);
        window.Consume(length);
        return rejection.Finish(code, reason);
    }

    /// <summary>Gives up everything to the end of the line, whatever its length, in bounded memory.</summary>
    private InputItem RejectLine(DeadLetterCode code, string reason)
    {
        using var rejection = new Rejection(rejectedDirectory, window.Offset, window.Line);
        while (true)
        {
            var end = window.Span.IndexOf((byte)'\n');
            var length = end < 0 ? window.Length : end;
            if (end < 0 && window.Fill()) continue;
            rejection.Add(window.Span[..length], rejection.Length + length > ReadLimits.RecordBytes);
            window.Consume(length);
            if (end >= 0 || window.Ended) return rejection.Finish(code, reason);
        }
    }
}
