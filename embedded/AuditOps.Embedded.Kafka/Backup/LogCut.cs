using System.Globalization;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Backup;

/// <summary>
/// Links the files of a held store into a folder. What starts from them is in the state of a broker that was killed at that moment with everything on disk: its recovery finishes
/// transactions that were decided and aborts those that were not. Index files and producer snapshots are left out; recovery makes them again from the segments.
/// </summary>
internal static class LogCut
{
    public static List<CutFile> Link(LogStore store, string into)
    {
        var root = store.Options.Directory;
        var files = new List<CutFile>();
        store.WriteCheckpoint();
        foreach (var name in (string[])["topics.json", "checkpoint", "producer-ids"])
        {
            var path = Path.Combine(root, name);
            if (File.Exists(path)) Add(path, new FileInfo(path).Length);
        }

        foreach (var log in store.AllLogs())
        {
            // A partition that was refused at start stays what it is, for whoever wants to repair it.
            if (log.Fault != KafkaError.None && Directory.Exists(log.Directory))
            {
                foreach (var file in Directory.EnumerateFiles(log.Directory)) Add(file, new FileInfo(file).Length);
                continue;
            }

            foreach (var segment in log.Segments)
                if (File.Exists(segment.LogPath)) Add(segment.LogPath, segment.Size);
        }

        foreach (var log in store.OpenInternalLogs()) Add(log.FilePath, log.Length);
        return files;

        void Add(string path, long length)
        {
            var relative = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
            if (!HardLink.TryCreate(path, Path.Combine(into, relative))) throw new IOException($"{path} vanished while all writing was held.");
            files.Add(new CutFile(relative, length));
        }
    }

    /// <summary>Takes away what an earlier process left.</summary>
    public static void Clear(string directory)
    {
        if (Directory.Exists(CutFolder.Root(directory))) Directory.Delete(CutFolder.Root(directory), recursive: true);
    }

    /// <summary>Cut names are file names of the one who asks: letters, digits and hyphens.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    public static string Sentence(Exception error) => string.Create(CultureInfo.InvariantCulture, $"The broker could not make a cut of its logs: {error.Message}");
}
