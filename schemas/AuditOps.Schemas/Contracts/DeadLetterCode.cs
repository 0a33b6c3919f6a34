namespace AuditOps.Schemas.Contracts;

/// <summary>Why a record became a dead letter. Values are stored; never renumber.</summary>
public enum DeadLetterCode
{
    Unspecified = 0,
    NotJson = 1,
    TooLarge = 2,
    TooDeep = 3,
    NotAnObject = 4,
    InvalidUtf8 = 5,
    CsvMalformed = 6,
    EnvelopeUndecodable = 7,
    EventUndecodable = 8,
    NormalizerThrew = 9,
    RowRefused = 10,
    Truncated = 11,

    /// <summary>Work that a topology does by the clock threw time and again and was switched off for its task. There is no record behind it.</summary>
    PunctuationThrew = 12,

    /// <summary>A processor behind Ingest threw on the record time and again.</summary>
    ProcessorThrew = 13,
}
