namespace AuditOps.Warehouse.Migrations;

/// <summary>What a run of the migrations did.</summary>
/// <param name="Applied">Names applied now, in order; empty when the database was up to date.</param>
/// <param name="Version">Number of the newest migration in the database.</param>
public sealed record MigrationReport(IReadOnlyList<string> Applied, int Version);
