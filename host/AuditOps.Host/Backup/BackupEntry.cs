namespace AuditOps.Host.Backup;

/// <summary>A file to put into a backup.</summary>
/// <param name="Path">Relative to the data folder, with '/'.</param>
/// <param name="Source">Where its bytes are now.</param>
/// <param name="Length">Bytes that belong to the backup; the file may have grown since.</param>
internal sealed record BackupEntry(string Path, string Source, long Length);
