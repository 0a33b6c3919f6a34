using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>The file operations .NET does not offer: fdatasync, which spares the inode times that fsync writes too, and fsync of a directory.</summary>
internal static partial class NativeFile
{
    /// <summary>Forces a file's data to disk. Throws when the kernel reports that it could not: the caller must not retry and then trust it.</summary>
    public static void SyncData(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }
        if (FDataSync(handle) != 0) throw new IOException($"fdatasync failed with errno {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Makes creations, renames and deletions in a directory durable.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = OpenDirectory(path);
        if (FSync(handle) != 0) throw new IOException($"fsync of directory failed with errno {Marshal.GetLastPInvokeError()}: {path}");
    }

    /// <summary>Writes a small file so that after a crash either the old or the new content is there.</summary>
    public static void WriteAtomically(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            SyncData(handle);
        }
        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    static SafeFileHandle OpenDirectory(string path)
    {
        const int readOnly = 0;
        var descriptor = Open(path, readOnly);
        if (descriptor < 0) throw new IOException($"open of directory failed with errno {Marshal.GetLastPInvokeError()}: {path}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
