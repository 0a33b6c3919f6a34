namespace AuditOps.Warehouse.Queries;

/// <summary>How many events of a hunt there are by one thing.</summary>
/// <param name="Name">A day (2026-01-31), or the key of an actor.</param>
/// <param name="Hits">Events.</param>
public sealed record HuntCount(string Name, long Hits);
