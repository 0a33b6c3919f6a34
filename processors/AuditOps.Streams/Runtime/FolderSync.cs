using System.Runtime.InteropServices;

namespace AuditOps.Streams.Runtime;

/// <summary>Brings a rename to disk. Only Linux asks for it; elsewhere a lost rename leaves the older snapshot, which is as good.</summary>
internal static partial class FolderSync
{
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            throw new IOException($"folder {folder} cannot be opened (errno {Marshal.GetLastPInvokeError()})");
        var failed = Sync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
            throw new IOException($"folder {folder} cannot be brought to disk (errno {error})");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
