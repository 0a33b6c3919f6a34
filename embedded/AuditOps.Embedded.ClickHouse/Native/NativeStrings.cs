using System.Runtime.InteropServices;
using System.Text;

namespace AuditOps.Embedded.ClickHouse.Native;

/// <summary>An array of zero-terminated UTF-8 strings in native memory, with their lengths.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int count;

    public NativeStrings(IReadOnlyList<string> values)
    {
        count = values.Count;
        Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
        Lengths = (nuint*)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(nuint));
        for (var i = 0; i < count; i++)
        {
            var length = Encoding.UTF8.GetByteCount(values[i]);
            Pointers[i] = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
            Lengths[i] = (nuint)length;
            Encoding.UTF8.GetBytes(values[i], new Span<byte>(Pointers[i], length));
        }
    }

    public byte** Pointers { get; private set; }

    public nuint* Lengths { get; private set; }

    public void Dispose()
    {
        if (Pointers is null) return;
        for (var i = 0; i < count; i++) NativeMemory.Free(Pointers[i]);
        NativeMemory.Free(Pointers);
        NativeMemory.Free(Lengths);
        Pointers = null;
        Lengths = null;
    }
}
