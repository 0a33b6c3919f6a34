namespace AuditOps.Host.Backup;

/// <summary>Where a backup is read from.</summary>
internal interface IBackupSource : IDisposable
{
    /// <summary>The next file, in any order; null at the end. The stream is valid until the next call.</summary>
    (string Path, Stream Content)? Next();
}
