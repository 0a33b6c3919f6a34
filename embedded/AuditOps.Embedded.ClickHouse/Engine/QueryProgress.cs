namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>What chDB tells about a query's work so far.</summary>
internal readonly record struct QueryProgress(ulong ReadRows, ulong ReadBytes, ulong WrittenRows, ulong WrittenBytes, ulong ResultRows);
