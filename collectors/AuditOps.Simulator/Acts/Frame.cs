using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>What a record has whatever happened in it.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Seed">For ids and details that nobody chose.</param>
/// <param name="Version">1, or 2 when the service has changed the record since.</param>
/// <param name="ChangedAt">When version 2 came about.</param>
internal readonly record struct Frame(Org Org, DateTime Time, ulong Seed, int Version, DateTime ChangedAt);
