namespace AuditOps.Embedded.ClickHouse.Sql;

/// <summary>A token as a range of the statement's bytes.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End, int Depth);
