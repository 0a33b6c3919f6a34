namespace AuditOps.Host.Backup;

/// <summary>Where a backup goes. Nothing stands under the final name before <see cref="Finish"/>.</summary>
internal interface IBackupTarget : IDisposable
{
    void Add(string path, Stream content);

    void Finish(byte[] manifest);
}
