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

    private readonly Stack<bool> _open = new(); // an open array each; true = a wrapper object is around it

    /// <summary>Bytes that looking for closing brackets may cost in all: broken input that opens brackets on every line must not make the reader quadratic.</summary>
    private long _scanBudget = 64L << 20;

    public string? Remark { get; private set; }

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
                    window.Consume(1);
                    continue;
                case (byte)']' when _open.Count > 0:
                    window.Consume(1);
                    if (_open.Pop()) SkipWrapperTail();
                    continue;
                case (byte)'[':
                    item = RejectBracketed(DeadLetterCode.TooDeep, "arrays are nested too deeply to hold records");
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

    /// <summary>White space, byte order marks and commas between records carry nothing.</summary>
    private bool SkipBlank()
    {
        while (true)
        {
            var span = window.Span;
            var i = 0;
            while (i < span.Length && (span[i] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or 0x1e || IsMark(span, ref i))) i++;
            if (i > 0) window.Consume(i);
            if (window.Length > 0) return true;
            if (!window.Fill()) return false;
        }
    }

    private static bool IsMark(ReadOnlySpan<byte> span, ref int i)
    {
        if (span.Length - i < 3 || span[i] != 0xef || span[i + 1] != 0xbb || span[i + 2] != 0xbf) return false;
        i += 2;
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

    /// <summary>An object that is not valid JSON. Between lines only its line is given up, so that a cut line costs no other; inside an array it is given up to its closing bracket.</summary>
    private InputItem RejectBroken() => _open.Count == 0 ? RejectBrokenLine() : RejectBrokenElement();

    private InputItem RejectBrokenLine()
    {
        int end;
        while ((end = window.Span.IndexOf((byte)'\n')) < 0 && window.Fill())
        {
        }

        var scanner = default(BracketScanner);
        var closed = scanner.Scan(end < 0 ? window.Span : window.Span[..end]) > 0;
        var (code, reason) = Why(scanner.Deepest, closed);
        return RejectLine(code, reason);
    }

    private InputItem RejectBrokenElement()
    {
        var scanner = default(BracketScanner);
        var end = -1;
        while (_scanBudget > 0)
        {
            scanner = default;
            end = scanner.Scan(window.Span);
            _scanBudget -= end > 0 ? end : window.Length;
            if (end > 0 || !window.Fill()) break;
        }

        var (code, reason) = Why(scanner.Deepest, end > 0);
        if (end > 0) return Reject(end, code, reason);
        // No closing bracket in sight: the next line that can begin an element is where reading goes on.
        var line = NextElementLine();
        return line > 0 ? Reject(line, code, reason) : RejectBracketed(code, reason);
    }

    private static (DeadLetterCode Code, string Reason) Why(int deepest, bool closed) =>
        deepest > ReadLimits.Depth ? (DeadLetterCode.TooDeep, $"nested deeper than {ReadLimits.Depth} levels")
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
            var end = window.Span.IndexOfAny(",]\n"u8);
            if (end > 0) return Reject(end, DeadLetterCode.NotAnObject, "not a JSON object");
            if (end == 0) return Reject(1, DeadLetterCode.NotAnObject, "not a JSON object");
            if (!window.Fill()) return window.Ended ? Reject(window.Length, DeadLetterCode.NotAnObject, "not a JSON object") : RejectLine(DeadLetterCode.TooLarge, "not a JSON object, and too large");
        }
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

    /// <summary>Gives up everything to the bracket that closes the value at the window's start, whatever its size, in bounded memory.</summary>
    private InputItem RejectBracketed(DeadLetterCode code, string reason)
    {
        using var rejection = new Rejection(rejectedDirectory, window.Offset, window.Line);
        var scanner = default(BracketScanner);
        while (true)
        {
            var end = scanner.Scan(window.Span);
            if (end > 0)
            {
                rejection.Add(window.Span[..end], rejection.Length + end > ReadLimits.RecordBytes);
                window.Consume(end);
                return rejection.Finish(code, reason);
            }

            rejection.Add(window.Span, code == DeadLetterCode.TooLarge);
            window.Consume(window.Length);
            if (!window.Fill()) return rejection.Finish(code, reason);
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
        var scanner = new BracketScanner(depth: 1);
        do
        {
            var end = scanner.Scan(window.Span);
            window.Consume(end > 0 ? end : window.Length);
            if (end > 0) return;
        }
        while (window.Fill());
        Remark = "the input ends inside the object around the records";
    }
}
