using System.Text.Unicode;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>Rows of a CSV file with a header line (RFC 4180: a quoted field may hold line breaks, a quote in it is doubled). A row's bytes are kept as they are, without the line break that ends it.</summary>
internal sealed class CsvRecordReader : IRecordReader
{
    private readonly ByteWindow _window;
    private readonly string? _rejectedDirectory;
    private readonly byte[] _header;

    /// <param name="window">Stands at the first data row.</param>
    public CsvRecordReader(ByteWindow window, byte[] header, string? rejectedDirectory)
    {
        _window = window;
        _header = header;
        _rejectedDirectory = rejectedDirectory;
    }

    public string? Remark => null;

    public bool TryRead(out InputItem item)
    {
        SkipLineBreaks();
        if (_window.Length == 0 && !_window.Fill())
        {
            item = default;
            return false;
        }

        var quoted = false;
        var scanned = 0;
        while (true)
        {
            var span = _window.Span;
            for (; scanned < span.Length; scanned++)
            {
                if (span[scanned] == (byte)'"') quoted = !quoted;
                if (span[scanned] != (byte)'\n' || quoted) continue;
                item = Row(scanned, cut: false);
                return true;
            }

            if (_window.Fill()) continue;
            item = _window.Ended ? Row(_window.Length, cut: quoted) : RejectOversized(quoted);
            return true;
        }
    }

    public void Dispose() => _window.Dispose();

    private void SkipLineBreaks()
    {
        while (_window.Length > 0 || _window.Fill())
        {
            var blank = _window.Span.IndexOfAnyExcept((byte)'\r', (byte)'\n');
            if (blank == 0) return;
            _window.Consume(blank < 0 ? _window.Length : blank);
        }
    }

    private InputItem Row(int length, bool cut)
    {
        var bytes = _window.Memory[..length];
        if (bytes.Span is [.., (byte)'\r']) bytes = bytes[..^1];
        var code = cut ? DeadLetterCode.Truncated
            : bytes.Length > ReadLimits.RecordBytes ? DeadLetterCode.TooLarge
            : !Utf8.IsValid(bytes.Span) ? DeadLetterCode.InvalidUtf8
            : DeadLetterCode.Unspecified;
        if (code == DeadLetterCode.Unspecified)
        {
            var item = new InputItem { Bytes = bytes, Offset = _window.Offset, Line = _window.Line, Reason = "", Length = bytes.Length, CsvHeader = _header };
            _window.Consume(length);
            return item;
        }

        using var rejection = new Rejection(_rejectedDirectory, _window.Offset, _window.Line);
        rejection.Add(bytes.Span, code == DeadLetterCode.TooLarge);
        _window.Consume(length);
        return rejection.Finish(code, code switch
        {
            DeadLetterCode.Truncated => "the row is cut off inside a quoted field",
            DeadLetterCode.TooLarge => $"larger than {ReadLimits.RecordBytes >> 20} MiB",
            _ => "not valid UTF-8",
        });
    }

    private InputItem RejectOversized(bool quoted)
    {
        using var rejection = new Rejection(_rejectedDirectory, _window.Offset, _window.Line);
        rejection.Add(_window.Span, oversized: true);
        _window.Consume(_window.Length);
        while (_window.Fill())
        {
            var span = _window.Span;
            var i = 0;
            for (; i < span.Length; i++)
            {
                if (span[i] == (byte)'"') quoted = !quoted;
                if (span[i] == (byte)'\n' && !quoted) break;
            }

            rejection.Add(span[..i], oversized: true);
            if (i < span.Length)
            {
                _window.Consume(i + 1);
                break;
            }

            _window.Consume(i);
        }

        return rejection.Finish(DeadLetterCode.TooLarge, $"larger than {ReadLimits.RecordBytes >> 20} MiB");
    }
}
