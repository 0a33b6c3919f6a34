using System.Security.Cryptography;
using AuditOps.Host.Supervision;

namespace AuditOps.Host.Backup;

/// <summary>Restores a backup: everything is written beside the data folder and checked against the manifest first, then put in its place.</summary>
internal sealed class BackupReader(string from, string data, bool force, TimeProvider time)
{
    private const int MaxManifestBytes = 256 << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _staging = data + ".restoring";

    /// <exception cref="HostException">The folder is taken, or there is no backup.</exception>
    /// <exception cref="InvalidDataException">The backup is damaged; the data folder is as it was.</exception>
    public BackupResult Run(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        if (!File.Exists(from) && !Directory.Exists(from)) throw new HostException($"there is no backup at {from}.");
        if (DataFolder.IsHeld(data)) throw new HostException($"{data} is in use by another auditops; stop it first.");
        var taken = Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any(entry => Path.GetFileName(entry) != "lock");
        if (taken && !force) throw new HostException($"{data} is not empty; name another folder, or replace what it holds with --force.");
        if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
        try
        {
            var manifest = Unpack(cancel);
            Place();
            return new BackupResult(manifest.Files.Count, manifest.Files.Sum(file => file.Length), manifest.Running, 0, time.GetElapsedTime(began).TotalSeconds);
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"the backup {from} is damaged: {exception.Message}", exception);
        }
        finally
        {
            if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
        }
    }

    private BackupManifest Unpack(CancellationToken cancel)
    {
        Directory.CreateDirectory(_staging);
        var found = new Dictionary<string, (long Length, string Sha256)>(StringComparer.Ordinal);
        BackupManifest? manifest = null;
        using (IBackupSource source = Directory.Exists(from) ? new FolderSource(from) : new TarSource(from))
        {
            while (source.Next() is { } entry)
            {
                cancel.ThrowIfCancellationRequested();
                if (entry.Path == BackupManifest.FileName) manifest = ReadManifest(entry.Content);
                else if (!found.TryAdd(entry.Path, Write(entry.Path, entry.Content))) throw Damaged($"{entry.Path} is in it twice");
            }
        }

        if (manifest is null) throw Damaged("its manifest is missing, so it was cut off or is no backup");
        Check(manifest, found);
        foreach (var folder in manifest.Folders) Directory.CreateDirectory(Inside(folder));
        foreach (var link in manifest.Links)
        {
            var path = Inside(link.Path);
            var target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, link.Target));
            if (Path.IsPathRooted(link.Target) || !target.StartsWith(_staging + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw Damaged($"the link {link.Path} leads out of the data folder");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, link.Target);
        }

        return manifest;
    }

    private void Check(BackupManifest manifest, Dictionary<string, (long Length, string Sha256)> found)
    {
        foreach (var file in manifest.Files)
        {
            if (!found.Remove(file.Path, out var actual)) throw Damaged($"{file.Path} is missing");
            if (actual != (file.Length, file.Sha256)) throw Damaged($"{file.Path} is not what it was");
        }

        if (found.Count > 0) throw Damaged($"{found.Keys.First()} is not in its manifest");
    }

    private (long Length, string Sha256) Write(string path, Stream content)
    {
        var file = Inside(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var copy = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        var buffer = new byte[1 << 17];
        long length = 0;
        for (int read; (read = content.Read(buffer)) > 0; length += read)
        {
            hash.AppendData(buffer, 0, read);
            copy.Write(buffer, 0, read);
        }

        copy.Flush(flushToDisk: true);
        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private BackupManifest ReadManifest(Stream content)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            if (whole.Length + read > MaxManifestBytes) throw Damaged("its manifest is too large");
            whole.Write(buffer, 0, read);
        }

        return BackupManifest.FromJson(whole.GetBuffer().AsSpan(0, (int)whole.Length));
    }

    private void Place()
    {
        Directory.CreateDirectory(data);
        foreach (var entry in Directory.EnumerateFileSystemEntries(data))
        {
            if (Path.GetFileName(entry) == "lock") continue;
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(_staging)) Directory.Move(entry, Path.Combine(data, Path.GetFileName(entry)));
    }

    /// <summary>Where a name of the backup lies in the staging folder; a name that leads out of it is damage.</summary>
    private string Inside(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_staging, path));
        return !Path.IsPathRooted(path) && full.StartsWith(_staging + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : throw Damaged($"'{path}' leads out of the data folder");
    }

    private InvalidDataException Damaged(string how) => new($"the backup {from} is damaged: {how}.");
}
