using AuditOps.Host.Supervision;
using System.Security.Cryptography;
using System.Text.Json;
using AuditOps.Embedded.Kafka.Backup;

namespace AuditOps.Host.Backup;

/// <summary>
/// One moment of a running data folder, kept by hard links. The broker stops all writing; then nobody can commit a sink's plan, its offsets or a state store, and once the
/// inserts under way have ended ClickHouse stands still as well: its files are linked before the broker writes again. So both are of the same moment, and what starts
/// from them is where a kill of everything at that moment would have left it: nothing is missing, a batch in hand is repeated from its plan with its token, and the tokens
/// that ClickHouse knew are in the cut too.
/// </summary>
internal sealed class RunningCut : IDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan HeldDeadline = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan QuietDeadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private const string NameStart = "cut-";

    private readonly string _kafkaCut;
    private readonly string _links;
    private readonly FileStream _lock;

    private RunningCut(string data, string name, FileStream held)
    {
        _lock = held;
        _kafkaCut = Path.Combine(CutFolder.Root(Path.Combine(data, "kafka")), name);
        _links = Path.Combine(data, "run", name);
    }

    public DataTree Tree { get; } = new();

    public long HeldMs { get; private set; }

    /// <exception cref="IOException">No cut could be made; the message says why.</exception>
    public static async Task<RunningCut> MakeAsync(string data, TimeProvider time, CancellationToken cancel)
    {
        using var clickhouse = new InsertWatch(await AddressAsync(data, cancel), DataFolder.StoredClickHousePassword(data));
        for (var attempt = 1; ; attempt++)
        {
            var cut = new RunningCut(data, NameStart + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), OnlyOne(data));
            try
            {
                if (await cut.TryAsync(data, clickhouse, time, cancel)) return cut;
            }
            catch
            {
                cut.Dispose();
                throw;
            }

            cut.Dispose();
            if (attempt == Attempts) throw new IOException("inserts did not come to rest while the broker was held; try again when there is less load.");
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_kafkaCut)) Directory.Delete(_kafkaCut, recursive: true);
        if (Directory.Exists(_links)) Directory.Delete(_links, recursive: true);
        _lock.Dispose();
    }

    /// <summary>One backup of a folder at a time; what a killed one left behind goes, for its links keep disk space taken.</summary>
    private static FileStream OnlyOne(string data)
    {
        var run = Path.Combine(data, "run");
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(run, "backup.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"another backup of {data} is under way.", exception);
        }

        foreach (var folder in (string[])[run, CutFolder.Root(Path.Combine(data, "kafka"))])
        {
            if (!Directory.Exists(folder)) continue;
            foreach (var left in Directory.EnumerateDirectories(folder, NameStart + "*")) Directory.Delete(left, recursive: true);
        }

        return held;
    }

    private static async Task<Uri> AddressAsync(string data, CancellationToken cancel)
    {
        var file = Path.Combine(data, "run", "clickhouse.json");
        try
        {
            using var ready = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancel));
            return new Uri(ready.RootElement.GetProperty("address").GetString()!);
        }
        catch (Exception exception) when (exception is IOException or JsonException or KeyNotFoundException or UriFormatException)
        {
            throw new IOException($"{data} is in use, but its ClickHouse is not running ({file}); stop auditops, or wait until everything answers.", exception);
        }
    }

    private async Task<bool> TryAsync(string data, InsertWatch clickhouse, TimeProvider time, CancellationToken cancel)
    {
        var kafka = Path.Combine(data, "kafka");
        Directory.CreateDirectory(_kafkaCut);
        var request = CutFolder.Request(kafka);
        await File.WriteAllTextAsync(request + ".tmp", Path.GetFileName(_kafkaCut), cancel);
        File.Move(request + ".tmp", request, overwrite: true);

        var asked = time.GetTimestamp();
        IReadOnlyList<CutFile>? files;
        while ((files = CutFolder.Read(_kafkaCut)) is null)
        {
            if (time.GetElapsedTime(asked) > HeldDeadline) throw new IOException("the broker does not answer the request for a cut; is it running?");
            await Task.Delay(Look, time, cancel);
        }

        var began = time.GetTimestamp();
        var quiet = await clickhouse.RestsAsync(QuietDeadline, time, cancel);
        if (quiet)
        {
            Link(data, "clickhouse", DataLayout.SkipClickHouse);
            Link(data, "state", DataLayout.SkipTemporary);
            quiet = await clickhouse.RestedAsync(cancel);
        }

        await File.WriteAllTextAsync(Path.Combine(_kafkaCut, CutFolder.Release), "", cancel);
        var released = await EndedAsync(time, cancel);
        HeldMs = (long)time.GetElapsedTime(began).TotalMilliseconds;
        if (!quiet || !released) return false;

        foreach (var file in files) Tree.Files.Add(new BackupEntry("kafka/" + file.Path, Path.Combine(_kafkaCut, "files", file.Path), file.Length));
        Tree.Add(Path.Combine(data, "rejected"), "rejected", DataLayout.SkipTemporary);
        foreach (var name in DataLayout.RootFiles) Tree.AddFile(data, name);
        return true;
    }

    /// <returns>Whether the broker wrote nothing before the release.</returns>
    private async Task<bool> EndedAsync(TimeProvider time, CancellationToken cancel)
    {
        while (true)
        {
            if (File.Exists(Path.Combine(_kafkaCut, CutFolder.Released))) return true;
            if (File.Exists(Path.Combine(_kafkaCut, CutFolder.Expired))) return false;
            await Task.Delay(Look, time, cancel);
        }
    }

    /// <summary>Links the files of a part of the folder and lists the links, with the lengths of this moment.</summary>
    private void Link(string data, string part, Func<string, bool> skip)
    {
        var found = new DataTree();
        found.Add(Path.Combine(data, part), part, skip);
        Tree.Folders.AddRange(found.Folders);
        Tree.Links.AddRange(found.Links);
        foreach (var file in found.Files)
        {
            var link = Path.Combine(_links, file.Path);
            // A file that vanished belonged to a part that a merge had replaced minutes ago; its successor is linked.
            if (HardLink.TryCreate(file.Source, link)) Tree.Files.Add(file with { Source = link });
        }
    }
}
