using System.Globalization;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Replaces neighbouring segments by one rewritten file so that a crash at any point leaves either the old or the new ones. The new file is written as
/// <c>.cleaned</c> and forced to disk; its renaming to <c>.swap</c> is the decision; after it the old files may go and the swap takes its final name.
/// </summary>
internal static class SegmentSwap
{
    public static string CleanedPath(string directory, long baseOffset) => Path.Combine(directory, Segment.FileName(baseOffset, ".cleaned"));

    public static string SwapPath(string directory, long baseOffset) => Path.Combine(directory, Segment.FileName(baseOffset, ".swap"));

    /// <summary>From a finished, forced <c>.cleaned</c> file on.</summary>
    public static void Commit(string directory, long baseOffset, IReadOnlyList<long> oldBases)
    {
        File.Move(CleanedPath(directory, baseOffset), SwapPath(directory, baseOffset));
        NativeFile.SyncDirectory(directory);
        Finish(directory, baseOffset, oldBases);
    }

    /// <summary>After a crash: drops what was not decided, finishes what was.</summary>
    public static void Complete(string directory)
    {
        foreach (var unfinished in Directory.GetFiles(directory, "*.cleaned")) File.Delete(unfinished);
        foreach (var swap in Directory.GetFiles(directory, "*.swap"))
        {
            var baseOffset = long.Parse(Path.GetFileNameWithoutExtension(swap), CultureInfo.InvariantCulture);
            Finish(directory, baseOffset, ReplacedBy(directory, swap, baseOffset));
        }
    }

    static void Finish(string directory, long baseOffset, IReadOnlyList<long> oldBases)
    {
        // The last old file goes first: were the first one missing and a later one there, its records would come back to life.
        for (var i = oldBases.Count - 1; i >= 0; i--)
        {
            File.Delete(Path.Combine(directory, Segment.FileName(oldBases[i], ".index")));
            if (oldBases[i] != baseOffset) File.Delete(Path.Combine(directory, Segment.FileName(oldBases[i], ".log")));
        }
        File.Move(SwapPath(directory, baseOffset), Path.Combine(directory, Segment.FileName(baseOffset, ".log")), overwrite: true);
        NativeFile.SyncDirectory(directory);
    }

    /// <summary>Old segments that begin inside the rewritten file's range. One that begins after its last batch had nothing to keep and stays until the next round.</summary>
    static List<long> ReplacedBy(string directory, string swap, long baseOffset)
    {
        long last = baseOffset;
        using (var handle = File.OpenHandle(swap))
        {
            Span<byte> header = stackalloc byte[Batch.HeaderBytes];
            var length = RandomAccess.GetLength(handle);
            for (long at = 0; at + Batch.HeaderBytes <= length && RandomAccess.Read(handle, header, at) == header.Length; at += Batch.Size(header))
            {
                if (!Batch.LooksSane(header, length - at)) break;
                last = Batch.LastOffset(header);
            }
        }
        List<long> bases = [baseOffset];
        foreach (var file in Directory.EnumerateFiles(directory, "*.log"))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var other) && other > baseOffset && other <= last)
                bases.Add(other);
        }
        bases.Sort();
        return bases;
    }
}
