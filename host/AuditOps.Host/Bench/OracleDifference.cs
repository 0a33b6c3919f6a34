namespace AuditOps.Host.Bench;

/// <summary>One field of one file where the two mappings differ.</summary>
internal sealed record OracleDifference(string Folder, string File, string Field, string Expected, string Actual);
