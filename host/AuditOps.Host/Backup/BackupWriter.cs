using System.Security.Cryptography;
using AuditOps.Host.Supervision;

namespace AuditOps.Host.Backup;

/// <summary>Makes a backup of a data folder: of a stopped one by copying, of a running one from a <see cref="RunningCut"/>.</summary>
internal sealed class BackupWriter(string data, TimeProvider time, Action<long, long>? progress)
{
    /// <exception cref="HostException">There is no data folder, or the target is taken.</exception>
    public async Task<BackupResult> RunAsync(Func<IBackupTarget> open, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        if (!File.Exists(Path.Combine(data, "format"))) throw new HostException($"{data} is not a data folder of AuditOps.");
        DataFolder.CheckFormat(data, reset: false);
        using var target = open();
        var stopped = TryOpen();
        if (stopped is not null)
        {
            using (stopped) return Copy(Whole(), target, running: false, heldMs: 0, began, cancel);
        }

        using var cut = await RunningCut.MakeAsync(data, time, cancel);
        return Copy(cut.Tree, target, running: true, cut.HeldMs, began, cancel);
    }

    private DataFolder? TryOpen()
    {
        try
        {
            return DataFolder.Open(data, reset: false);
        }
        catch (HostException) when (DataFolder.IsHeld(data))
        {
            return null;
        }
    }

    private DataTree Whole()
    {
        var tree = new DataTree();
        tree.Add(Path.Combine(data, "kafka"), "kafka", DataLayout.SkipKafka);
        tree.Add(Path.Combine(data, "clickhouse"), "clickhouse", DataLayout.SkipClickHouse);
        tree.Add(Path.Combine(data, "state"), "state", DataLayout.SkipTemporary);
        tree.Add(Path.Combine(data, "rejected"), "rejected", DataLayout.SkipTemporary);
        foreach (var name in DataLayout.RootFiles) tree.AddFile(data, name);
        return tree;
    }

    private BackupResult Copy(DataTree tree, IBackupTarget target, bool running, long heldMs, long began, CancellationToken cancel)
    {
        var total = tree.Files.Sum(file => file.Length);
        var done = 0L;
        var files = new List<BackupFile>(tree.Files.Count);
        foreach (var entry in tree.Files)
        {
            cancel.ThrowIfCancellationRequested();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using (var file = new FileStream(entry.Source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            using (var prefix = new PrefixStream(file, entry.Length, hash)) target.Add(entry.Path, prefix);
            files.Add(new BackupFile(entry.Path, entry.Length, Convert.ToHexStringLower(hash.GetHashAndReset())));
            done += entry.Length;
            progress?.Invoke(done, total);
        }

        var manifest = new BackupManifest { MadeAt = time.GetUtcNow(), Running = running, Files = files, Folders = tree.Folders, Links = tree.Links };
        target.Finish(manifest.ToJson());
        return new BackupResult(files.Count, total, running, heldMs, time.GetElapsedTime(began).TotalSeconds);
    }
}
