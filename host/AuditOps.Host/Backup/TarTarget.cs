using System.Formats.Tar;

namespace AuditOps.Host.Backup;

/// <summary>One uncompressed tar archive: what it holds is compressed already. Only its owner may read it, for it holds the API key.</summary>
internal sealed class TarTarget : IBackupTarget
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly TarWriter _tar;
    private bool _finished;

    public TarTarget(string path)
    {
        _path = path;
        if (File.Exists(path) || Directory.Exists(path)) throw new HostException($"{path} is there already; name another file.");
        _file = new FileStream(path + ".partial", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly, BufferSize = 1 << 20 });
        _tar = new TarWriter(_file, TarEntryFormat.Pax, leaveOpen: true);
    }

    public void Add(string path, Stream content) => _tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content, Mode = OwnerOnly });

    public void Finish(byte[] manifest)
    {
        using (var content = new MemoryStream(manifest)) Add(BackupManifest.FileName, content);
        _tar.Dispose();
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_path + ".partial", _path);
        _finished = true;
    }

    public void Dispose()
    {
        if (_finished) return;
        _tar.Dispose();
        _file.Dispose();
        File.Delete(_path + ".partial");
    }
}
