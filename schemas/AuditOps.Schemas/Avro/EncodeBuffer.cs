using System.Buffers;

namespace AuditOps.Schemas.Avro;

/// <summary>A growing buffer that one thread uses again and again.</summary>
internal sealed class EncodeBuffer : IBufferWriter<byte>
{
    // Audit records are 1 to 4 KiB; a rare 4 MiB one must not stay allocated on every thread.
    private const int UsualSize = 16 << 10;
    private const int KeptSize = 256 << 10;

    private byte[] _bytes = new byte[UsualSize];
    private int _length;

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, _length);

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Clear() => _length = 0;

    public void ReleaseIfLarge()
    {
        if (_bytes.Length > KeptSize)
            _bytes = new byte[UsualSize];
    }

    private void Grow(int sizeHint)
    {
        var wanted = checked(_length + Math.Max(sizeHint, 1));
        if (wanted > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(wanted, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
    }
}
