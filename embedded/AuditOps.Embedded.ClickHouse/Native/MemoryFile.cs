using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AuditOps.Embedded.ClickHouse.Native;

/// <summary>An anonymous file in memory (memfd_create(2)) which the engine opens by its /proc path.</summary>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;

    private readonly SafeFileHandle handle;

    public MemoryFile()
    {
        handle = new SafeFileHandle(Create("insert", CloseOnExec), ownsHandle: true);
        if (handle.IsInvalid) throw new Win32Exception(Marshal.GetLastPInvokeError(), "memfd_create failed");
    }

    public long Length { get; private set; }

    public string Path => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        RandomAccess.Write(handle, bytes, Length);
        Length += bytes.Length;
    }

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint Create(string name, uint flags);
}
