namespace AuditOps.Collectors.Import.Reading;

internal enum ScanState
{
    /// <summary>The value goes on behind the bytes seen.</summary>
    Open = 0,

    /// <summary>Its last bracket was seen.</summary>
    Closed,

    /// <summary>A line break stands where none can.</summary>
    Cut,
}
