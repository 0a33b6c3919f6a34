namespace AuditOps.Collectors.Import.Reading;

/// <summary>Finds the end of a bracketed JSON value byte by byte, in any chunks, without looking at its grammar: only strings, escapes and brackets count. Used where a grammar check has failed or a value is too large to be held.</summary>
internal struct BracketScanner
{
    private bool _inString;
    private bool _escaped;

    public int Depth { get; private set; }

    public int Deepest { get; private set; }

    /// <param name="depth">Brackets that are open already.</param>
    public BracketScanner(int depth) => Depth = depth;

    /// <returns>How many bytes belong to the value, up to and with the bracket that closes it; -1 when it goes on behind these bytes.</returns>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
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
                    Depth++;
                    if (Depth > Deepest) Deepest = Depth;
                    break;
                case (byte)'}' or (byte)']':
                    Depth--;
                    if (Depth <= 0) return i + 1;
                    break;
            }
        }

        return -1;
    }
}
