using System.Buffers.Binary;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Directory;

/// <summary>Opaque: how far a listing has come, or since when a delta wants to know.</summary>
/// <param name="Index">Of the next object.</param>
/// <param name="Since">Ticks: only what has changed after it; 0 = everything.</param>
/// <param name="AsOf">Ticks of the simulated time at which the listing began.</param>
internal readonly record struct PlaceToken(int Index, long Since, long AsOf)
{
    private const int Length = 28;
    private const int CheckedLength = 20;

    public string Text(ulong owner)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Index);
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], Since);
        BinaryPrimitives.WriteInt64BigEndian(bytes[12..], AsOf);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[CheckedLength..], Check(owner, bytes[..CheckedLength]));
        return TokenStore.Base64(bytes);
    }

    public static PlaceToken? Parse(string text, ulong owner)
    {
        Span<byte> bytes = stackalloc byte[Length + 3];
        if (!System.Buffers.Text.Base64Url.IsValid(text) || !System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != Length) return null;
        if (BinaryPrimitives.ReadUInt64BigEndian(bytes[CheckedLength..]) != Check(owner, bytes[..CheckedLength])) return null;
        return new PlaceToken(BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[4..]), BinaryPrimitives.ReadInt64BigEndian(bytes[12..]));
    }

    private static ulong Check(ulong owner, ReadOnlySpan<byte> bytes)
    {
        foreach (var each in bytes)
            owner = Mix.Of(owner, each);
        return owner;
    }
}
