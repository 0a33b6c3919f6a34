using System.Formats.Tar;

namespace AuditOps.Host.Backup;

/// <summary>Reads an archive.</summary>
internal sealed class TarSource : IBackupSource
{
    private readonly FileStream _file;
    private readonly TarReader _tar;

    public TarSource(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        _tar = new TarReader(_file);
    }

    public (string Path, Stream Content)? Next()
    {
        var entry = _tar.GetNextEntry();
        if (entry is null) return null;
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) throw new InvalidDataException($"{entry.Name} is not a file.");
        return (entry.Name, entry.DataStream ?? Stream.Null);
    }

    public void Dispose()
    {
        _tar.Dispose();
        _file.Dispose();
    }
}
