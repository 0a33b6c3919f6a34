using System.Runtime.InteropServices;

namespace AuditOps.Embedded.Kafka.Backup;

/// <summary>A second name for a file: its bytes stay when compaction, a merge or retention takes the first one away.</summary>
public static partial class HardLink
{
    private const int NoSuchFile = 2;

    /// <returns>False when the file is gone.</returns>
    public static bool TryCreate(string existing, string link)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (Link(existing, link) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == NoSuchFile ? false : throw new IOException($"link failed with errno {error}: {existing}");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string link);
}
