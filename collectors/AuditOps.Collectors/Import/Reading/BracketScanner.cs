namespace AuditOps.Collectors.Import.Reading;

/// <summary>
/// Finds the end of a bracketed JSON value byte by byte, in any chunks, without looking at its grammar: only strings, escapes and brackets count.
/// Used where a grammar check has failed or a value is too large to be held. A line break inside a string is never JSON (RFC 8259, 7), so the value is taken to be cut there.
/// </summary>
internal struct BracketScanner
{
    private readonly bool _stopAtLine;
    private bool _inString;
    private bool _escaped;
    private int _depth;

    /// <param name="depth">Brackets that are open already.</param>
    /// <param name="stopAtLine">The value stands on one line: any line break cuts it.</param>
    public BracketScanner(int depth, bool stopAtLine)
    {
        _depth = depth;
        _stopAtLine = stopAtLine;
    }

    public int Deepest { get; private set; }

    public ScanState State { get; private set; }

    /// <returns>How many of the bytes belong to the value: all of them while it is open; up to and with its closing bracket; or up to the line break that cuts it.</returns>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (b == (byte)'\n' && (_inString || _stopAtLine))
            {
                State = ScanState.Cut;
                return i;
            }

            if (_inString)
            {
                if (_escaped) _escaped = false;
                else if (b == (byte)'\\') _escaped = true;
                else if (b == (byte)'"') _inString = false;
                continue;
            }

            switch (b)
            {
                case (byte)'"':
                    _inString = true;
                    break;
                case (byte)'{' or (byte)'[':
                    if (++_depth > Deepest) Deepest = _depth;
                    break;
                case (byte)'}' or (byte)']' when --_depth <= 0:
                    State = ScanState.Closed;
                    return i + 1;
            }
        }

        return bytes.Length;
    }
}
