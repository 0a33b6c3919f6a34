namespace AuditOps.Host.Backup;

/// <summary>Reads a backup that is a folder.</summary>
internal sealed class FolderSource(string folder) : IBackupSource
{
    private readonly IEnumerator<string> _files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).GetEnumerator();
    private FileStream? _open;

    public (string Path, Stream Content)? Next()
    {
        _open?.Dispose();
        _open = null;
        if (!_files.MoveNext()) return null;
        _open = new FileStream(_files.Current, FileMode.Open, FileAccess.Read, FileShare.Read);
        return (Path.GetRelativePath(folder, _files.Current).Replace(Path.DirectorySeparatorChar, '/'), _open);
    }

    public void Dispose()
    {
        _open?.Dispose();
        _files.Dispose();
    }
}
