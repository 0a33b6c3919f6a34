using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>What compaction decided about one batch.</summary>
internal enum BatchFate
{
    /// <summary>Goes over as it is.</summary>
    Keep,

    /// <summary>Goes over with fewer records or a new delete horizon: see <see cref="BatchRewriter.Rewritten"/>.</summary>
    Rewrite,

    /// <summary>Nothing of it is needed.</summary>
    Drop,
}

/// <summary>
/// Applies compaction to one batch. Offsets never change: base and last offset stay, records keep their deltas. A tombstone first gets a delete horizon in its
/// batch (KIP-534) and goes only when that time has come, so that every reader has the delete retention to see it.
/// </summary>
internal sealed class BatchRewriter(CompactionMap map, long logStart, long nowMs, long deleteRetentionMs, int maxDecompressedBytes) : IDisposable
{
    byte[] _buffer = [];
    int _size;

    /// <summary>True once a batch could not be looked into. It may hold what a tombstone hides, so from then on tombstones stay.</summary>
    public bool Blind { get; set; }

    public ReadOnlySpan<byte> Rewritten => _buffer.AsSpan(0, _size);

    /// <param name="headerMatters">The batch carries a live producer's last sequence, or the log's last closed offset: without records its header stays.</param>
    public BatchFate Apply(ReadOnlySpan<byte> batch, bool headerMatters)
    {
        if (Batch.RecordCount(batch) == 0) return headerMatters ? BatchFate.Keep : BatchFate.Drop;
        using var records = BatchRecords.Open(batch, maxDecompressedBytes, out var status);
        if (status != DecodeStatus.Ok)
        {
            Blind = true;
            return BatchFate.Keep;
        }
        var attributes = Batch.Attributes(batch);
        var hasHorizon = (attributes & Batch.DeleteHorizonBit) != 0;
        var horizonPassed = hasHorizon && Batch.BaseTimestamp(batch) <= nowMs && !Blind;
        int kept = 0, tombstones = 0, total = 0;
        var reader = records.Reader();
        RecordStatus read;
        for (; (read = reader.Next()) == RecordStatus.Record; total++)
        {
            if (!Keeps(batch, reader, horizonPassed)) continue;
            kept++;
            if (!reader.HasValue && reader.HasKey) tombstones++;
        }
        if (read == RecordStatus.Malformed)
        {
            Blind = true;
            return BatchFate.Keep;
        }
        var needsHorizon = tombstones > 0 && !hasHorizon;
        if (kept == total && !needsHorizon) return BatchFate.Keep;
        if (kept == 0)
        {
            if (!headerMatters) return BatchFate.Drop;
            WriteHeaderOnly(batch);
            return BatchFate.Rewrite;
        }
        Write(batch, records, needsHorizon, horizonPassed, kept);
        return BatchFate.Rewrite;
    }

    /// <summary>Drops the records, keeps the header: the batch of an aborted transaction that carries its producer's last sequence.</summary>
    public BatchFate KeepHeader(ReadOnlySpan<byte> batch)
    {
        WriteHeaderOnly(batch);
        return BatchFate.Rewrite;
    }

    /// <summary>A marker whose transaction has no data left: it waits out its own delete horizon, then goes.</summary>
    public BatchFate ApplyToIdleMarker(ReadOnlySpan<byte> batch)
    {
        if ((Batch.Attributes(batch) & Batch.DeleteHorizonBit) != 0) return Batch.BaseTimestamp(batch) <= nowMs ? BatchFate.Drop : BatchFate.Keep;
        Rent(batch.Length);
        batch.CopyTo(_buffer);
        SetHorizon(_buffer);
        Batch.SealCrc(_buffer.AsSpan(0, _size));
        return BatchFate.Rewrite;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    bool Keeps(ReadOnlySpan<byte> batch, in RecordReader record, bool horizonPassed)
    {
        var offset = Batch.BaseOffset(batch) + record.OffsetDelta;
        if (offset < logStart) return false;
        if (!record.HasKey) return true;
        return (record.HasValue || !horizonPassed) && !map.IsSuperseded(record.Key, offset);
    }

    void WriteHeaderOnly(ReadOnlySpan<byte> batch)
    {
        Rent(Batch.HeaderBytes);
        batch[..Batch.HeaderBytes].CopyTo(_buffer);
        Batch.SetAttributes(_buffer, (short)(Batch.Attributes(batch) & ~Batch.CodecMask));
        Finish(0);
    }

    void Write(ReadOnlySpan<byte> batch, in BatchRecords records, bool needsHorizon, bool horizonPassed, int kept)
    {
        // A record's timestamp delta may need more bytes against a new base: ten at most, where it had at least one.
        var raw = new PooledOutput(records.Bytes + 32, int.MaxValue);
        Span<byte> number = stackalloc byte[10];
        var oldBase = Batch.BaseTimestamp(batch);
        var newBase = needsHorizon ? nowMs + deleteRetentionMs : oldBase;
        var maxTimestamp = long.MinValue;
        var reader = records.Reader();
        while (reader.Next() == RecordStatus.Record)
        {
            if (!Keeps(batch, reader, horizonPassed)) continue;
            var timestamp = oldBase + reader.TimestampDelta;
            maxTimestamp = Math.Max(maxTimestamp, timestamp);
            var body = 1 + Varint.Size(timestamp - newBase) + Varint.Size(reader.OffsetDelta) + reader.KeyValueHeaders.Length;
            raw.TryReserve(Varint.Size(body) + body, out var room);
            var at = Varint.Write(room, body);
            room[at++] = 0;
            at += Varint.Write(room[at..], timestamp - newBase);
            at += Varint.Write(room[at..], reader.OffsetDelta);
            reader.KeyValueHeaders.CopyTo(room[at..]);
            raw.Advance(at + reader.KeyValueHeaders.Length);
        }
        WritePayload(batch, raw.Written);
        raw.Dispose();
        if (needsHorizon) SetHorizon(_buffer);
        if ((Batch.Attributes(batch) & Batch.LogAppendTimeBit) == 0) Batch.SetMaxTimestamp(_buffer, maxTimestamp);
        Finish(kept);
    }

    void WritePayload(ReadOnlySpan<byte> batch, ReadOnlySpan<byte> records)
    {
        var codec = (Codec)(Batch.Attributes(batch) & Batch.CodecMask);
        Rent(Batch.HeaderBytes + Math.Max(records.Length, Lz4FrameEncoder.MaxSize(records.Length)));
        batch[..Batch.HeaderBytes].CopyTo(_buffer);
        var into = _buffer.AsSpan(Batch.HeaderBytes);
        var size = codec switch
        {
            Codec.Gzip => Gzip(records, into[..records.Length]),
            Codec.Lz4 => Lz4FrameEncoder.Encode(records, into),
            _ => 0,
        };
        // Uncompressed where there is no encoder, or where compression would not help: a batch names its own codec, so any reader follows.
        if (size <= 0 || size >= records.Length)
        {
            codec = Codec.None;
            size = records.Length;
            records.CopyTo(into);
        }
        Batch.SetAttributes(_buffer, (short)((Batch.Attributes(batch) & ~Batch.CodecMask) + (int)codec));
        _size = Batch.HeaderBytes + size;
    }

    void SetHorizon(Span<byte> batch)
    {
        Batch.SetAttributes(batch, (short)(Batch.Attributes(batch) | Batch.DeleteHorizonBit));
        Batch.SetBaseTimestamp(batch, nowMs + deleteRetentionMs);
    }

    void Finish(int recordCount)
    {
        Batch.SetRecordCount(_buffer, recordCount);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(8), _size - Batch.Prefix);
        Batch.SealCrc(_buffer.AsSpan(0, _size));
    }

    void Rent(int size)
    {
        if (_buffer.Length < size)
        {
            if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(size);
        }
        _size = size;
    }

    static int Gzip(ReadOnlySpan<byte> records, Span<byte> into)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(records);
        if (output.Length >= into.Length) return 0;
        output.GetBuffer().AsSpan(0, (int)output.Length).CopyTo(into);
        return (int)output.Length;
    }
}
