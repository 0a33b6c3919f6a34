using System.Text;

namespace AuditOps.Schemas.Shapes;

/// <summary>
/// Reads rows of RFC 4180 text (https://www.rfc-editor.org/rfc/rfc4180) from memory: fields in quotes may hold separators, line breaks and doubled quotes.
/// Tolerates a byte order mark, LF line ends and quotes inside an unquoted field; text that is not UTF-8 becomes U+FFFD.
/// </summary>
public ref struct CsvReader
{
    /// <summary>The widest table seen has 131 columns.</summary>
    public const int MaxColumns = 2048;

    private const byte Quote = (byte)'"';
    private const byte Comma = (byte)',';
    private const byte LineFeed = (byte)'\n';
    private const byte Return = (byte)'\r';

    private readonly ReadOnlySpan<byte> _bytes;

    public CsvReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        Position = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
    }

    /// <summary>Where the next row begins.</summary>
    public int Position { get; private set; }

    /// <summary>Reads one row into <paramref name="fields"/>, which it clears first. The line end is consumed.</summary>
    public CsvStatus Read(List<string> fields)
    {
        fields.Clear();
        if (Position >= _bytes.Length)
            return CsvStatus.End;
        while (true)
        {
            if (fields.Count == MaxColumns)
                return CsvStatus.Malformed;
            if (Position < _bytes.Length && _bytes[Position] == Quote)
            {
                if (!ReadQuoted(fields))
                    return CsvStatus.Malformed;
            }
            else
            {
                ReadPlain(fields);
            }

            if (Position >= _bytes.Length)
                return CsvStatus.Row;
            var next = _bytes[Position++];
            if (next == Comma)
                continue;
            if (next == Return && Position < _bytes.Length && _bytes[Position] == LineFeed)
                Position++;
            return next is LineFeed or Return ? CsvStatus.Row : CsvStatus.Malformed;
        }
    }

    private void ReadPlain(List<string> fields)
    {
        var rest = _bytes[Position..];
        var length = rest.IndexOfAny(Comma, LineFeed, Return);
        if (length < 0)
            length = rest.Length;
        fields.Add(length == 0 ? string.Empty : Encoding.UTF8.GetString(rest[..length]));
        Position += length;
    }

    private bool ReadQuoted(List<string> fields)
    {
        var start = Position + 1;
        var at = start;
        var doubled = false;
        while (true)
        {
            var quote = _bytes[at..].IndexOf(Quote);
            if (quote < 0)
                return false;
            at += quote;
            if (at + 1 < _bytes.Length && _bytes[at + 1] == Quote)
            {
                doubled = true;
                at += 2;
                continue;
            }

            var text = Encoding.UTF8.GetString(_bytes[start..at]);
            fields.Add(doubled ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text);
            Position = at + 1;
            return true;
        }
    }
}
