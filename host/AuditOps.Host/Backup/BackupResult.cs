namespace AuditOps.Host.Backup;

/// <summary>How a backup or restore went.</summary>
/// <param name="HeldMs">How long writers waited, in ms; 0 when nothing was running.</param>
internal sealed record BackupResult(int Files, long Bytes, bool Running, long HeldMs, double Seconds);
