using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>
/// Identity of a record in 16 bytes: the start of SHA-256 over tenant, source and record id, each ended by a NUL. Cryptographic, because ids come from
/// outside: nobody can make a record vanish by choosing an id that collides with another.
/// </summary>
internal static class DedupeKey
{
    private const int StackBytes = 512;

    public static UInt128 Of(string tenant, string source, string recordId)
    {
        var most = Encoding.UTF8.GetMaxByteCount(tenant.Length + source.Length + recordId.Length) + 3;
        byte[]? rented = null;
        var text = most <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(most);
        var length = Append(text, 0, tenant);
        length = Append(text, length, source);
        length = Append(text, length, recordId);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static int Append(Span<byte> text, int at, string part)
    {
        at += Encoding.UTF8.GetBytes(part, text[at..]);
        text[at] = 0;
        return at + 1;
    }
}
