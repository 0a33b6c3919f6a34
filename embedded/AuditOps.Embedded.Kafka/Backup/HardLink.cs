using System.Runtime.InteropServices;

namespace AuditOps.Embedded.Kafka.Backup;

/// <summary>A second name for a file: its bytes stay when compaction or retention takes the first one away.</summary>
internal static partial class HardLink
{
    public static void Create(string existing, string link)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (Link(existing, link) != 0) throw new IOException($"link failed with errno {Marshal.GetLastPInvokeError()}: {existing}");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string link);
}
