namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Reads whole batches of one log, straight from the file: the kernel's page cache serves tailing readers, so there is no second cache to keep.</summary>
internal sealed class LogReader(PartitionLog log)
{
    const int Cursors = 4;

    readonly Lock _lock = new();
    readonly Cursor[] _cursors = new Cursor[Cursors];
    int _nextCursor;

    /// <summary>Where a reader that has read up to an offset goes on, so that following the log needs no search.</summary>
    record struct Cursor(Segment? Segment, long Offset, int Position);

    public ReadResult Read(long fetchOffset, long limitOffset, Span<byte> into)
    {
        while (true)
        {
            if (log.Fault != KafkaError.None) return new ReadResult { Error = log.Fault, NextOffset = fetchOffset };
            if (fetchOffset < log.LogStartOffset || fetchOffset > log.LogEndOffset) return new ReadResult { Error = KafkaError.OffsetOutOfRange, NextOffset = fetchOffset };
            if (fetchOffset >= limitOffset) return new ReadResult { NextOffset = fetchOffset };
            var segments = log.Segments;
            try
            {
                for (var i = IndexOf(segments, fetchOffset); i < segments.Length; i++)
                {
                    var result = ReadSegment(segments[i], fetchOffset, limitOffset, into);
                    if (result.Bytes > 0 || result.NeededBytes > 0) return result;
                }
                return new ReadResult { NextOffset = fetchOffset };
            }
            catch (ObjectDisposedException)
            {
                // The segment was deleted or compacted while we read; the new list of segments, or the fault, tells how to go on.
            }
        }
    }

    public long AvailableBytes(long fetchOffset, long limitOffset)
    {
        if (fetchOffset >= limitOffset) return 0;
        var segments = log.Segments;
        long bytes = 0;
        for (var i = IndexOf(segments, fetchOffset); i < segments.Length; i++)
        {
            var segment = segments[i];
            if (segment.BaseOffset >= limitOffset) break;
            var from = segment.BaseOffset >= fetchOffset ? 0 : Find(segment, fetchOffset);
            var to = segment.NextOffset <= limitOffset ? segment.Size : segment.PositionAtOrBefore(limitOffset);
            bytes += Math.Max(0, to - from);
        }
        return Math.Max(bytes, 1);
    }

    /// <summary>Drops remembered positions, after segments were replaced.</summary>
    public void Forget()
    {
        lock (_lock) Array.Clear(_cursors);
    }

    /// <summary>Index of the segment an offset falls into.</summary>
    internal static int IndexOf(Segment[] segments, long offset)
    {
        int low = 0, high = segments.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (segments[middle].BaseOffset <= offset) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    ReadResult ReadSegment(Segment segment, long fetchOffset, long limitOffset, Span<byte> into)
    {
        var end = segment.Size;
        var position = Find(segment, fetchOffset);
        Span<byte> probe = stackalloc byte[Batch.HeaderBytes];
        while (position < end)
        {
            if (into.Length < Batch.HeaderBytes)
            {
                if (Fill(segment, probe, position, end) < Batch.HeaderBytes) break;
                if (!Skips(probe, fetchOffset)) return Batch.BaseOffset(probe) < limitOffset ? Needs(probe, fetchOffset) : default;
                position += (int)Batch.Size(probe);
                continue;
            }
            var read = Fill(segment, into, position, end);
            var start = 0;
            while (read - start >= Batch.HeaderBytes && Skips(into[start..], fetchOffset)) start = (int)Math.Min(start + Batch.Size(into[start..]), int.MaxValue / 2);
            if (start > 0)
            {
                position += start;
                if (start >= read || read - start < Batch.HeaderBytes || start + Batch.Size(into[start..]) > read) continue;
            }
            else if (Batch.Size(into) > into.Length)
            {
                return Batch.BaseOffset(into) < limitOffset ? Needs(into, fetchOffset) : default;
            }
            var (stop, next) = WholeBatches(into[..read], start, limitOffset);
            if (stop == start) return default;
            if (start > 0) into[start..stop].CopyTo(into);
            Remember(segment, next, position + stop - start);
            segment.LastUseMs = log.Services.NowMs();
            return new ReadResult { Bytes = stop - start, NextOffset = next };
        }
        return default;
    }

    static (int Stop, long Next) WholeBatches(ReadOnlySpan<byte> bytes, int start, long limitOffset)
    {
        var at = start;
        long next = 0;
        while (bytes.Length - at >= Batch.HeaderBytes)
        {
            var header = bytes[at..];
            var size = Batch.Size(header);
            if (size < Batch.HeaderBytes || size > header.Length || Batch.BaseOffset(header) >= limitOffset) break;
            next = Batch.LastOffset(header) + 1;
            at += (int)size;
        }
        return (at, next);
    }

    static bool Skips(ReadOnlySpan<byte> header, long fetchOffset) => Batch.LastOffset(header) < fetchOffset && Batch.Size(header) >= Batch.HeaderBytes;

    static ReadResult Needs(ReadOnlySpan<byte> header, long fetchOffset) => new() { NeededBytes = (int)Batch.Size(header), NextOffset = fetchOffset };

    static int Fill(Segment segment, Span<byte> into, int position, int end)
    {
        var want = into[..Math.Min(into.Length, end - position)];
        var read = 0;
        while (read < want.Length)
        {
            var count = RandomAccess.Read(segment.Handle(), want[read..], position + read);
            if (count == 0) break;
            read += count;
        }
        return read;
    }

    int Find(Segment segment, long offset)
    {
        lock (_lock)
        {
            foreach (ref readonly var cursor in _cursors.AsSpan())
                if (cursor.Segment == segment && cursor.Offset == offset) return cursor.Position;
        }
        return segment.PositionAtOrBefore(offset);
    }

    void Remember(Segment segment, long offset, int position)
    {
        lock (_lock)
        {
            foreach (ref var cursor in _cursors.AsSpan())
            {
                if (cursor.Segment != segment || cursor.Offset != offset) continue;
                return;
            }
            _cursors[_nextCursor] = new Cursor(segment, offset, position);
            _nextCursor = (_nextCursor + 1) % Cursors;
        }
    }
}
