using System.Globalization;
using System.Text;

namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>Holds a data directory for one process. It is an flock(2), so a killed process leaves nothing stale behind.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    public static DataDirectoryLock Take(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "auditops-clickhouse.lock");
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            file.Flush();
            return new DataDirectoryLock(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedClickHouseException(ClickHouseFault.DataDirectoryInUse, $"The ClickHouse data directory '{directory}' is in use by another server or cannot be written.", e);
        }
    }

    public void Dispose() => file.Dispose();
}
