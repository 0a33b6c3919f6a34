namespace AuditOps.Host.Backup;

/// <summary>A folder with the files as they are, for those who copy on with tools of their own.</summary>
internal sealed class FolderTarget : IBackupTarget
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path;
    private readonly string _partial;
    private bool _finished;

    public FolderTarget(string path)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        _partial = _path + ".partial";
        if (File.Exists(_path) || (Directory.Exists(_path) && Directory.EnumerateFileSystemEntries(_path).Any())) throw new HostException($"{_path} is there already and is not an empty folder; name another one.");
        if (Directory.Exists(_partial)) Directory.Delete(_partial, recursive: true);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_partial);
        else Directory.CreateDirectory(_partial, OwnerOnly);
    }

    public void Add(string path, Stream content)
    {
        var file = Path.Combine(_partial, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var copy = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        content.CopyTo(copy, 1 << 20);
        copy.Flush(flushToDisk: true);
    }

    public void Finish(byte[] manifest)
    {
        using (var content = new MemoryStream(manifest)) Add(BackupManifest.FileName, content);
        if (Directory.Exists(_path)) Directory.Delete(_path);
        Directory.Move(_partial, _path);
        _finished = true;
    }

    public void Dispose()
    {
        if (!_finished && Directory.Exists(_partial)) Directory.Delete(_partial, recursive: true);
    }
}
