using System.Buffers;

namespace AuditOps.Embedded.Kafka.Storage;

internal enum DecodeStatus
{
    Ok,
    Malformed,

    /// <summary>Larger than the caller allows; a small batch can name a huge size.</summary>
    TooLarge,

    /// <summary>The codec's library is not on this machine.</summary>
    Unavailable,
}

/// <summary>The records of a batch, decompressed into a pooled buffer where they are compressed.</summary>
internal ref struct BatchRecords
{
    byte[]? _rented;
    ReadOnlySpan<byte> _records;
    int _count;

    public static BatchRecords Open(ReadOnlySpan<byte> batch, int maxBytes, out DecodeStatus status)
    {
        var codec = (Codec)(Batch.Attributes(batch) & Batch.CodecMask);
        var payload = batch[Batch.HeaderBytes..];
        var result = new BatchRecords { _count = Batch.RecordCount(batch) };
        if (codec == Codec.None)
        {
            result._records = payload;
            status = DecodeStatus.Ok;
            return result;
        }
        status = Decompressor.Decompress(codec, payload, maxBytes, out result._rented, out var length);
        result._records = result._rented.AsSpan(0, length);
        return result;
    }

    public readonly int Bytes => _records.Length;

    public readonly RecordReader Reader() => new(_records, _count);

    public void Dispose()
    {
        if (_rented is null) return;
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
        _records = default;
    }
}
