using System.Globalization;
using System.Security.Cryptography;

namespace AuditOps.Host.Supervision;

/// <summary>
/// The folder that <c>auditops up</c> keeps everything in:
/// <c>format</c> (a number), <c>lock</c>, <c>api-key</c> and <c>clickhouse-password</c> (mode 600), <c>kafka/</c>, <c>clickhouse/</c>, <c>state/</c>, <c>rejected/</c>, <c>logs/</c>, <c>run/</c>.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>Grows when the layout changes in a way that older code cannot read.</summary>
    public const int Format = 1;

    /// <summary>Below this many free bytes the start warns: 2 GiB, about a million events with their raw records.</summary>
    public const long LowDiskBytes = 2L << 30;

    private readonly FileStream _lock;

    private DataFolder(string path, bool isNew, FileStream held)
    {
        Path = path;
        IsNew = isNew;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>No data was there before this start.</summary>
    public bool IsNew { get; }

    public string Kafka => Sub("kafka");

    public string ClickHouse => Sub("clickhouse");

    /// <summary>Snapshots of the topologies' state; may be deleted at any time while nothing runs.</summary>
    public string State => Sub("state");

    public string Rejected => Sub("rejected");

    public string Logs => Sub("logs");

    public string Run => Sub("run");

    /// <summary>Written by the simulator when it answers: its tenants with their secrets, for the collectors; mode 600.</summary>
    public string SimulatedTenants => System.IO.Path.Combine(Run, "simulated-tenants.json");

    public bool SampleLoaded => File.Exists(File_("sample-loaded"));

    /// <remarks>A folder that only an import has used so far holds nothing but <c>rejected</c>.</remarks>
    /// <exception cref="HostException">The folder is in use, is not ours, or was written by a newer version.</exception>
    public static DataFolder Open(string path, bool reset)
    {
        path = System.IO.Path.GetFullPath(path);
        var formatFile = System.IO.Path.Combine(path, "format");
        var isNew = !File.Exists(formatFile);
        if (isNew && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) is not ("lock" or "rejected")))
        {
            throw new HostException($"{path} is not empty and was not made by AuditOps; name another folder with --data.");
        }

        Directory.CreateDirectory(path);
        var held = Lock(path);
        try
        {
            if (!isNew) CheckFormat(path, reset);
            if (reset && !isNew) isNew = Clear(path);
            if (isNew) File.WriteAllText(formatFile, Format.ToString(CultureInfo.InvariantCulture) + "\n");
            return new DataFolder(path, isNew, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void MarkSampleLoaded() => File.WriteAllText(File_("sample-loaded"), "");

    /// <summary>The key given, else the one made at first start; a given key replaces none that is stored.</summary>
    public string ApiKey(string? given) => string.IsNullOrEmpty(given) ? Secret("api-key") : given;

    /// <summary>What AuditOps itself shows to the embedded ClickHouse; made at first start.</summary>
    public string ClickHousePassword() => Secret("clickhouse-password");

    /// <summary>For a folder that another process runs: the password it made; null when an older version did not make one.</summary>
    public static string? StoredClickHousePassword(string path)
    {
        var file = System.IO.Path.Combine(path, "clickhouse-password");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private string Secret(string name)
    {
        var file = File_(name);
        if (File.Exists(file)) return File.ReadAllText(file).Trim();
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(24)).ToLowerInvariant();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using var stream = new StreamWriter(file, options);
        stream.WriteLine(key);
        return key;
    }

    public long FreeBytes() => new DriveInfo(Path).AvailableFreeSpace;

    public void Dispose() => _lock.Dispose();

    /// <summary>Whether another process works in the folder now.</summary>
    public static bool IsHeld(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        if (!File.Exists(file)) return false;
        try
        {
            using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new HostException($"{path} is in use by another auditops; stop it first or name another folder with --data.", exception);
        }
    }

    /// <summary>Refuses a folder whose <c>format</c> is not one that this version reads. What holds no number may not be ours, so that is not thrown away either.</summary>
    /// <exception cref="HostException">Says what is wrong with it.</exception>
    public static void CheckFormat(string path, bool reset)
    {
        var file = System.IO.Path.Combine(path, "format");
        var text = File.ReadAllText(file).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var format) || format < 1)
        {
            throw new HostException($"{file} should hold a number from 1 to {Format} and {(text.Length == 0 ? "is empty" : $"holds '{(text.Length <= 32 ? text : text[..32] + "…")}'")}; {path} may be damaged. Name another folder with --data.");
        }

        if (format > Format && !reset)
        {
            throw new HostException($"{path} was written by a newer AuditOps (format {format}, this one knows {Format}); update AuditOps, name another folder with --data, or start over with --reset.");
        }
    }

    private static bool Clear(string path)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(path))
        {
            if (System.IO.Path.GetFileName(entry) == "lock") continue;
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }

        return true;
    }

    private string File_(string name) => System.IO.Path.Combine(Path, name);

    private string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
}
