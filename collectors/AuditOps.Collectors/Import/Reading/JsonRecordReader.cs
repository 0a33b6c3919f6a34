using System.Text.Json;
using System.Text.Unicode;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>
/// Records of NDJSON, of JSON values one after the other, of arrays, and of the wrapper objects <c>{"value":[…]}</c> (Graph) and <c>{"records":[…]}</c> (Event Hub), in any mixture.
/// What does not parse is rejected up to where reading can go on: the end of the line between lines, the closing bracket inside an array.
/// </summary>
internal sealed class JsonRecordReader(ByteWindow window, string? rejectedDirectory) : IRecordReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ReadLimits.Depth };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    private readonly Stack<bool> _open = new(); // an open array each; true = a wrapper object is around it

    /// <summary>Bytes that looking for closing brackets may cost in all: broken input that opens brackets on every line must not make the reader quadratic.</summary>
    private long _scanBudget = 64L << 20;

    public string? Remark { get; private set; }

    /// <summary>Whether an array, alone or in a wrapper, was found.</summary>
    public bool HasEntered { get; private set; }

    public bool TryRead(out InputItem item)
    {
        while (SkipBlank())
        {
            switch (window.Span[0])
            {
                case (byte)'{':
                    if (TryEnterWrapper()) continue;
                    item = ReadObject();
                    return true;
                case (byte)'[' when _open.Count < ReadLimits.Nesting:
                    _open.Push(false);
                    HasEntered = true;
                    window.Consume(1);
                    continue;
                case (byte)']' when _open.Count > 0:
                    window.Consume(1);
                    if (_open.Pop()) SkipWrapperTail();
                    continue;
                case (byte)'[':
                    item = RejectBrokenElement();
                    return true;
                default:
                    item = _open.Count > 0 ? RejectScalar() : RejectLine(DeadLetterCode.NotJson, "not JSON");
                    return true;
            }
        }

        if (_open.Count > 0) Remark = "the input ends inside an array";
        item = default;
        return false;
    }

    public void Dispose() => window.Dispose();

    /// <summary>White space, byte order marks (of files put one after the other) and commas between records carry nothing.</summary>
    private bool SkipBlank()
    {
        while (true)
        {
            var span = window.Span;
            var i = 0;
            while (i < span.Length && (span[i] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or 0x1e)) i++;
            if (i > 0) window.Consume(i);
            if (window.Length > 0 && !SkipMark()) return true;
            if (window.Length == 0 && !window.Fill()) return false;
        }
    }

    private bool SkipMark()
    {
        if (window.Span[0] != ByteOrderMark[0]) return false;
        while (window.Length < ByteOrderMark.Length && window.Fill())
        {
        }

        if (!window.Span.StartsWith(ByteOrderMark)) return false;
        window.Consume(ByteOrderMark.Length);
        return true;
    }

    private InputItem ReadObject()
    {
        var state = new JsonReaderState(Options);
        var consumed = 0;
        while (true)
        {
            var reader = new Utf8JsonReader(window.Span[consumed..], isFinalBlock: window.Ended, state);
            try
            {
                while (reader.Read())
                {
                    if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0) return Record(consumed + (int)reader.BytesConsumed);
                }
            }
            catch (JsonException)
            {
                return RejectBroken();
            }

            consumed += (int)reader.BytesConsumed;
            state = reader.CurrentState;
            if (!window.Fill() && !window.Ended) return RejectBracketed(DeadLetterCode.TooLarge, $"larger than {ReadLimits.RecordBytes >> 20} MiB");
        }
    }

    private InputItem Record(int length)
    {
        var bytes = window.Memory[..length];
        if (!Utf8.IsValid(bytes.Span)) return Reject(length, DeadLetterCode.InvalidUtf8, "not valid UTF-8");
        if (length > ReadLimits.RecordBytes) return Reject(length, DeadLetterCode.TooLarge, $"larger than {ReadLimits.RecordBytes >> 20} MiB");
        var item = new InputItem { Bytes = bytes, Offset = window.Offset, Line = window.Line, Reason = "", Length = length };
        window.Consume(length);
        return item;
    }

    /// <summary>An object that is not valid JSON. Between lines at most its line is given up, so that a cut line costs no other; inside an array it is given up to its closing bracket.</summary>
    private InputItem RejectBroken() => _open.Count == 0 ? RejectBrokenLine() : RejectBrokenElement();

    private InputItem RejectBrokenLine()
    {
        BracketScanner scanner;
        int end;
        do
        {
            scanner = new BracketScanner(depth: 0, stopAtLine: true);
            end = scanner.Scan(window.Span);
        }
        while (scanner.State == ScanState.Open && window.Fill());

        var (code, reason) = Why(scanner.Deepest, scanner.State == ScanState.Closed);
        return scanner.State switch
        {
            ScanState.Closed when IsFollowedByObject(end) => Reject(end, code, reason),
            ScanState.Cut => Reject(end, code, reason),
            _ => RejectLine(code, reason),
        };
    }

    /// <summary>Objects one after the other need no line breaks between them.</summary>
    private bool IsFollowedByObject(int end)
    {
        ReadOnlySpan<byte> rest;
        do rest = window.Span[end..].TrimStart(" \t\r,"u8);
        while (rest.IsEmpty && window.Fill());

        return rest is [(byte)'{' or (byte)'\n', ..];
    }

    private InputItem RejectBrokenElement()
    {
        if (_scanBudget <= 0) return RejectLine(DeadLetterCode.NotJson, "not valid JSON, in an input with too much that is not");
        BracketScanner scanner;
        int end;
        do
        {
            scanner = new BracketScanner(depth: 0, stopAtLine: false);
            end = scanner.Scan(window.Span);
            _scanBudget -= end;
        }
        while (scanner.State == ScanState.Open && _scanBudget > 0 && window.Fill());

        var (code, reason) = Why(scanner.Deepest, scanner.State == ScanState.Closed);
        if (scanner.State != ScanState.Open) return Reject(end, code, reason);
        // No closing bracket in sight: the next line that can begin an element is where reading goes on.
        var line = NextElementLine();
        return line > 0 ? Reject(line, code, reason) : RejectBracketed(code, reason);
    }

    private (DeadLetterCode Code, string Reason) Why(int deepest, bool closed) =>
        deepest > ReadLimits.Depth ? (DeadLetterCode.TooDeep, $"nested deeper than {ReadLimits.Depth} levels")
        : _open.Count == ReadLimits.Nesting ? (DeadLetterCode.TooDeep, "arrays are nested too deeply to hold records")
        : closed ? (DeadLetterCode.NotJson, "not valid JSON")
        : (DeadLetterCode.Truncated, "the record is cut off");

    private int NextElementLine()
    {
        var span = window.Span;
        for (var at = span.IndexOf((byte)'\n'); at >= 0 && at + 1 < span.Length;)
        {
            var next = span[(at + 1)..].TrimStart(" \t\r"u8);
            if (next.Length > 0 && next[0] is (byte)'{' or (byte)',' or (byte)']') return at + 1;
            var further = span[(at + 1)..].IndexOf((byte)'\n');
            if (further < 0) return -1;
            at += 1 + further;
        }

        return -1;
    }

    private InputItem Reject(int length, DeadLetterCode code, string reason)
    {
        using var rejection = new Rejection(rejectedDirectory, window.Offset, window.Line);
        rejection.Add(window.Span[..length], length > ReadLimits.RecordBytes);
        window.Consume(length);
        return rejection.Finish(code, reason);
    }

    private InputItem RejectScalar()
    {
        while (true)
        {
            var end = ScalarLength(window.Span, out var isName);
            if (isName) return RejectLine(DeadLetterCode.NotJson, "a member of an object without its object");
            if (end > 0) return Reject(end, DeadLetterCode.NotAnObject, "not a JSON object");
            if (!window.Fill()) return window.Ended ? Reject(window.Length, DeadLetterCode.NotAnObject, "not a JSON object") : RejectLine(DeadLetterCode.TooLarge, "not a JSON object, and too large");
        }
    }

    /// <summary>Length of the text, number or word at the start; -1 when its end is not in sight. A text ends at its quote, or at a line break that it cannot hold.</summary>
    /// <param name="isName">A colon follows: what stands here is what is left of a broken object.</param>
    private static int ScalarLength(ReadOnlySpan<byte> span, out bool isName)
    {
        isName = false;
        var at = 0;
        if (span[0] == (byte)'"')
        {
            for (at = 1; at < span.Length && span[at] is not ((byte)'"' or (byte)'\n'); at++)
            {
                if (span[at] == (byte)'\\') at++;
            }

            if (at >= span.Length) return -1;
            isName = span[at] == (byte)'"' && span[(at + 1)..].TrimStart(" \t"u8) is [(byte)':', ..];
        }

        var end = span[at..].IndexOfAny(",]\n"u8);
        return end < 0 ? -1 : at + end;
    }

    /// <summary>Gives up everything to the end of the line, whatever its length, in bounded memory.</summary>
    private InputItem RejectLine(DeadLetterCode code, string reason)
    {
        using var rejection = new Rejection(rejectedDirectory, window.Offset, window.Line);
        while (true)
        {
            var end = window.Span.IndexOf((byte)'\n');
            if (end >= 0)
            {
                rejection.Add(window.Span[..end], rejection.Length + end > ReadLimits.RecordBytes);
                window.Consume(end + 1);
                return rejection.Finish(code, reason);
            }

            if (window.Fill()) continue;
            rejection.Add(window.Span, !window.Ended);
            window.Consume(window.Length);
            if (window.Ended) return rejection.Finish(code, reason);
        }
    }

    /// <summary>
    /// Gives up everything to the bracket that closes the value at the window's start, whatever its size, in bounded memory.
    /// A value that fills the whole window without a line break stands on one line, and ends there at the latest.
    /// </summary>
    private InputItem RejectBracketed(DeadLetterCode code, string reason)
    {
        FillUp();
        using var rejection = new Rejection(rejectedDirectory, window.Offset, window.Line);
        var scanner = new BracketScanner(depth: 0, stopAtLine: window.IsFull && !window.Span.Contains((byte)'\n'));
        do
        {
            // The first stretch is a full window, so that a value too large is known as such from its first byte on.
            FillUp();
            var length = scanner.Scan(window.Span);
            rejection.Add(window.Span[..length], rejection.Length + length > ReadLimits.RecordBytes);
            window.Consume(length);
        }
        while (scanner.State == ScanState.Open && !(window.Ended && window.Length == 0));

        return rejection.Finish(code, reason);
    }

    private void FillUp()
    {
        while (window.Fill())
        {
        }
    }

    private bool TryEnterWrapper()
    {
        if (_open.Count >= ReadLimits.Nesting) return false;
        while (true)
        {
            switch (WrapperHead.Find(window.Span, window.Ended, out var length))
            {
                case WrapperVerdict.Wrapper:
                    window.Consume(length);
                    _open.Push(true);
                    HasEntered = true;
                    return true;
                case WrapperVerdict.NeedsMore when window.Length < ReadLimits.WrapperHead && window.Fill():
                    continue;
                default:
                    return false;
            }
        }
    }

    /// <summary>What stands behind a wrapper's array (next link, counts) up to its closing bracket carries no record.</summary>
    private void SkipWrapperTail()
    {
        var scanner = new BracketScanner(depth: 1, stopAtLine: false);
        do
        {
            window.Consume(scanner.Scan(window.Span));
            if (scanner.State != ScanState.Open) return;
        }
        while (window.Fill());
        Remark = "the input ends inside the object around the records";
    }
}
