namespace AuditOps.Streams;

/// <summary>
/// Memory for the many small pieces of a restore: they share arrays, so that the collector sees a few large objects instead of a million. An array lives as long as any of
/// its pieces, so restored values that are replaced one by one may keep up to their own size in memory until the last neighbour is gone.
/// </summary>
internal sealed class RestoreSlab
{
    // Large enough for the large object heap, whose objects are not copied.
    private const int SlabBytes = 256 << 10;
    private const int MaxPiece = SlabBytes / 4;

    private byte[] _slab = [];
    private int _used;

    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> piece)
    {
        var room = Take(piece.Length);
        piece.CopyTo(room.Span);
        return room;
    }

    /// <summary>Room for a piece, to be filled by the caller.</summary>
    public Memory<byte> Take(int length)
    {
        if (length > MaxPiece)
            return new byte[length];
        if (_slab.Length - _used < length)
        {
            _slab = GC.AllocateUninitializedArray<byte>(SlabBytes);
            _used = 0;
        }

        var room = _slab.AsMemory(_used, length);
        _used += length;
        return room;
    }
}
