namespace AuditOps.Engines.Normalize;

/// <summary>Why a payload could not become an event. Closed set.</summary>
public enum NormalizeErrorCode
{
    Unspecified = 0,
    NotJson = 1,
    TooDeep = 2,
    NotAnObject = 3,
    InvalidUtf8 = 4,
    CsvMalformed = 5,
}
