namespace AuditOps.Warehouse.Migrations;

/// <summary>One numbered SQL file. <see cref="Sha256"/> is over the file as it ships, line ends as LF, before its places are filled in.</summary>
internal sealed record Migration(int Version, string Name, string Sql, string Sha256);
