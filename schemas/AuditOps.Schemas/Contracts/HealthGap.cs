namespace AuditOps.Schemas.Contracts;

/// <summary>A span of time of which records of a source are missing.</summary>
/// <param name="From">First moment.</param>
/// <param name="To">First moment after it.</param>
/// <param name="Reason">Why they are missing, in words.</param>
/// <param name="Records">How many are known to be missing; null where that cannot be known.</param>
public sealed record HealthGap(DateTimeOffset From, DateTimeOffset To, string Reason, int? Records = null);
