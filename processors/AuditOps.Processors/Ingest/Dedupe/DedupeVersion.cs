namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>One version of a record, as far as the index cares.</summary>
/// <param name="Content">First 8 bytes of the content hash. Two versions of one id that agree in them by chance: 1 in 2^64.</param>
/// <param name="CollectedMs">Collection time, Unix milliseconds.</param>
/// <param name="Hour">Hour of the event time since 1970, the hour of its row.</param>
internal readonly record struct DedupeVersion(ulong Content, long CollectedMs, int Hour);
