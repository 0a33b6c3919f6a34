using System.Buffers.Binary;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Graph;

/// <summary>An opaque place in a log: the last record sent. It goes stale, and it is worth nothing for another tenant or log.</summary>
/// <param name="Time">Ticks of the last record's time.</param>
/// <param name="Seed">Of the last record.</param>
/// <param name="Issued">Ticks of the real time.</param>
/// <param name="Empty">The page before held nothing on purpose.</param>
internal readonly record struct SkipToken(long Time, ulong Seed, long Issued, bool Empty)
{
    private const int Length = 33;
    private const int CheckedLength = Length - sizeof(ulong);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public string Text(ulong owner)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Time);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Seed);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], Issued);
        bytes[24] = Empty ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[CheckedLength..], Check(owner, bytes[..CheckedLength]));
        return TokenStore.Base64(bytes);
    }

    public static SkipToken? Parse(string text, ulong owner, DateTime now)
    {
        Span<byte> bytes = stackalloc byte[Length + 3];
        if (!System.Buffers.Text.Base64Url.IsValid(text) || !System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != Length) return null;
        if (BinaryPrimitives.ReadUInt64BigEndian(bytes[CheckedLength..]) != Check(owner, bytes[..CheckedLength])) return null;
        var token = new SkipToken(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt64BigEndian(bytes[16..]), bytes[24] != 0);
        return now.Ticks - token.Issued > Lifetime.Ticks ? null : token;
    }

    private static ulong Check(ulong owner, ReadOnlySpan<byte> bytes)
    {
        foreach (var each in bytes)
            owner = Mix.Of(owner, each);
        return owner;
    }
}
