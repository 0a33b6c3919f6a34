namespace AuditOps.Host.Backup;

/// <summary>The files, folders and links below a folder, as a backup lists them.</summary>
internal sealed class DataTree
{
    public List<BackupEntry> Files { get; } = [];

    public List<string> Folders { get; } = [];

    public List<BackupLink> Links { get; } = [];

    /// <summary>Adds what is below <paramref name="folder"/> under the name <paramref name="prefix"/>. What vanishes while it is listed is left out.</summary>
    /// <param name="skip">Names to leave out: given the path relative to <paramref name="folder"/>.</param>
    public void Add(string folder, string prefix, Func<string, bool> skip)
    {
        if (Directory.Exists(folder)) Walk(folder, folder, prefix, skip);
    }

    public void AddFile(string root, string name)
    {
        var file = new FileInfo(Path.Combine(root, name));
        if (file.Exists) Files.Add(new BackupEntry(name, file.FullName, file.Length));
    }

    private void Walk(string root, string folder, string prefix, Func<string, bool> skip)
    {
        Folders.Add(NameOf(root, folder, prefix));
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (DirectoryNotFoundException)
        {
            Folders.RemoveAt(Folders.Count - 1);
            return;
        }

        foreach (var entry in entries)
        {
            var relative = Path.GetRelativePath(root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (skip(relative)) continue;
            if (entry.LinkTarget is { } target) Links.Add(new BackupLink(NameOf(root, entry.FullName, prefix), target));
            else if (entry is DirectoryInfo) Walk(root, entry.FullName, prefix, skip);
            else Files.Add(new BackupEntry(NameOf(root, entry.FullName, prefix), entry.FullName, ((FileInfo)entry).Length));
        }
    }

    private static string NameOf(string root, string path, string prefix)
    {
        var relative = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
        return relative == "." ? prefix : $"{prefix}/{relative}";
    }
}
