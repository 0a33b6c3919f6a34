namespace AuditOps.Processors.Sinks;

/// <summary>Records of a plan that their topic deleted before the plan was finished.</summary>
/// <param name="Key">Under what they are counted.</param>
/// <param name="Stored">Those that are in the table all the same: the insert had gone through, only its end was not committed.</param>
/// <param name="Expired">Those that are lost.</param>
internal readonly record struct SinkLoss(SinkCountKey Key, long Stored, long Expired);
