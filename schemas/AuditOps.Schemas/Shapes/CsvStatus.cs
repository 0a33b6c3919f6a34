namespace AuditOps.Schemas.Shapes;

/// <summary>What reading a row gave.</summary>
public enum CsvStatus
{
    Row = 0,

    /// <summary>Nothing left.</summary>
    End = 1,

    /// <summary>A quote is not closed, text follows a closing quote, or there are more columns than <see cref="CsvReader.MaxColumns"/>.</summary>
    Malformed = 2,
}
