namespace AuditOps.Collectors.Import.Reading;

/// <summary>Finds the end of a CSV row (RFC 4180) byte by byte, in any chunks, and counts its columns. A quote opens a field only at the field's start.</summary>
internal struct CsvRowScanner
{
    private Place _place;

    public CsvRowScanner() => Columns = 1;

    private enum Place
    {
        FieldStart = 0,
        Plain,
        Quoted,
        QuoteSeen,
    }

    public int Columns { get; private set; }

    /// <summary>Text stands behind a closing quote.</summary>
    public bool IsMalformed { get; private set; }

    public readonly bool IsInQuotes => _place == Place.Quoted;

    /// <returns>Where the line feed that ends the row is; -1 when it is not among these bytes.</returns>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (_place == Place.Quoted)
            {
                if (b == (byte)'"') _place = Place.QuoteSeen;
                continue;
            }

            switch (b)
            {
                case (byte)'\n':
                    return i;
                case (byte)',':
                    Columns++;
                    _place = Place.FieldStart;
                    break;
                case (byte)'"' when _place is Place.FieldStart or Place.QuoteSeen:
                    _place = Place.Quoted;
                    break;
                default:
                    if (_place == Place.QuoteSeen && b != (byte)'\r') IsMalformed = true;
                    if (_place == Place.FieldStart) _place = Place.Plain;
                    break;
            }
        }

        return -1;
    }
}
