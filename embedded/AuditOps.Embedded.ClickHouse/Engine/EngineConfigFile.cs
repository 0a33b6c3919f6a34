using System.Xml.Linq;

namespace AuditOps.Embedded.ClickHouse.Engine;

/// <summary>
/// The configuration the engine reads at start. Table defaults can only be given here: an insert is acknowledged when its
/// part is on disk, so files and directories are synced.
/// </summary>
internal static class EngineConfigFile
{
    public static string Write(ClickHouseOptions options, string directory)
    {
        var path = Path.Combine(directory, "auditops-clickhouse.xml");
        var document = new XElement(
            "clickhouse",
            new XElement("path", directory + "/"),
            new XElement("max_server_memory_usage", options.MaxServerMemoryBytes),
            new XElement("background_pool_size", options.MergeThreads),
            new XElement("background_schedule_pool_size", 4),
            new XElement("mark_cache_size", 128L << 20),
            new XElement("merge_tree", new XElement("fsync_after_insert", 1), new XElement("fsync_part_directory", 1)));
        File.WriteAllText(path, document.ToString());
        return path;
    }
}
