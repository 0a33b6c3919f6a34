namespace AuditOps.Collectors.Import.Reading;

/// <summary>Limits of every reader.</summary>
internal static class ReadLimits
{
    /// <summary>Largest record that goes on: 4 MiB. Above it a record is a dead letter.</summary>
    public const int RecordBytes = 4 << 20;

    /// <summary>Deepest nesting of a record. Real records stay below 20.</summary>
    public const int Depth = 128;

    /// <summary>Arrays and wrapper objects around records, one inside the other.</summary>
    public const int Nesting = 8;

    /// <summary>How far a wrapper object's first members may reach before its array: an OData context and a few annotations.</summary>
    public const int WrapperHead = 64 << 10;

    /// <summary>Bytes of a rejected input that its dead letter holds.</summary>
    public const int KeptBytes = 64 << 10;
}
