namespace AuditOps.Tests.Import;

/// <summary>Hands bytes out in pieces of random size, as a pipe or a network does.</summary>
internal sealed class PiecesStream(byte[] bytes, Random random, int largest) : MemoryStream(bytes, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, largest + 1)));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, largest + 1))]);
}
