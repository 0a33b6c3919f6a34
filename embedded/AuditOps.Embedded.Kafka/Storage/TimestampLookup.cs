namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Finds records by timestamp, exact to the record: it looks into the batch, decompressing it where need be. A batch this machine cannot decompress answers with its
/// first offset, which is early but never late.
/// </summary>
internal static class TimestampLookup
{
    public static TimestampOffset FirstAtOrAfter(PartitionLog log, long timestamp) => WithRetry(log, timestamp, FindFirst);

    public static TimestampOffset Largest(PartitionLog log) => WithRetry(log, 0, static (log, _) => FindLargest(log));

    /// <summary>A segment that is deleted or compacted under the search makes it start again on the log's new list.</summary>
    static TimestampOffset WithRetry(PartitionLog log, long timestamp, Func<PartitionLog, long, TimestampOffset> search)
    {
        while (log.Fault == KafkaError.None)
        {
            try
            {
                return search(log, timestamp);
            }
            catch (ObjectDisposedException)
            {
                // Look at the new list of segments, or at the fault.
            }
        }
        return TimestampOffset.None;
    }

    static TimestampOffset FindFirst(PartitionLog log, long timestamp)
    {
        var limit = log.HighWatermark;
        foreach (var segment in log.Segments)
        {
            if (segment.BaseOffset >= limit) break;
            if (segment.MaxTimestamp < timestamp) continue;
            var found = Search(log, segment, StartOf(segment, timestamp), limit, timestamp);
            if (found != TimestampOffset.None) return found;
        }
        return TimestampOffset.None;
    }

    static TimestampOffset FindLargest(PartitionLog log)
    {
        var limit = log.HighWatermark;
        Segment? best = null;
        foreach (var segment in log.Segments)
            if (segment.BaseOffset < limit && segment.MaxTimestamp >= 0 && (best is null || segment.MaxTimestamp > best.MaxTimestamp)) best = segment;
        if (best is null) return TimestampOffset.None;
        var found = Search(log, best, best.MaxTimestampPosition, limit, best.MaxTimestamp);
        return found != TimestampOffset.None ? found : LargestBelow(log, limit);
    }

    /// <summary>The largest timestamp was above the high watermark, or below the log start: walk what is visible.</summary>
    static TimestampOffset LargestBelow(PartitionLog log, long limit)
    {
        long largest = -1;
        foreach (var segment in log.Segments)
        {
            using var scanner = new SegmentScanner(segment, 0, segment.Size);
            while (scanner.Next() && Batch.BaseOffset(scanner.Header) < limit)
                if (Batch.LastOffset(scanner.Header) >= log.LogStartOffset) largest = Math.Max(largest, Batch.MaxTimestamp(scanner.Header));
        }
        return largest < 0 ? TimestampOffset.None : FindFirst(log, largest);
    }

    static int StartOf(Segment segment, long timestamp)
    {
        var index = segment.Index;
        var position = 0;
        foreach (var entry in index)
        {
            // An entry's running maximum includes its own batch: the wanted batch lies after the last entry that is still below.
            if (entry.RunningMaxTimestamp >= timestamp) break;
            position = entry.Position;
        }
        return position;
    }

    static TimestampOffset Search(PartitionLog log, Segment segment, int position, long limit, long timestamp)
    {
        using var scanner = new SegmentScanner(segment, position, segment.Size);
        while (scanner.Next())
        {
            var header = scanner.Header;
            if (Batch.BaseOffset(header) >= limit) break;
            if (Batch.MaxTimestamp(header) < timestamp || Batch.LastOffset(header) < log.LogStartOffset) continue;
            var found = InBatch(log, scanner.WholeBatch(), timestamp);
            if (found != TimestampOffset.None) return found;
        }
        return TimestampOffset.None;
    }

    static TimestampOffset InBatch(PartitionLog log, ReadOnlySpan<byte> batch, long timestamp)
    {
        var attributes = Batch.Attributes(batch);
        var first = Batch.BaseOffset(batch);
        var start = log.LogStartOffset;
        if ((attributes & Batch.LogAppendTimeBit) != 0) return new TimestampOffset(Batch.MaxTimestamp(batch), Math.Max(first, start));
        using var records = BatchRecords.Open(batch, log.Services.Options.MaxDecompressedBatchBytes, out var status);
        if (status != DecodeStatus.Ok) return new TimestampOffset(Batch.MaxTimestamp(batch), Math.Max(first, start));
        var reader = records.Reader();
        while (reader.Next() == RecordStatus.Record)
        {
            var at = Batch.BaseTimestamp(batch) + reader.TimestampDelta;
            if (at >= timestamp && first + reader.OffsetDelta >= start) return new TimestampOffset(at, first + reader.OffsetDelta);
        }
        return TimestampOffset.None;
    }
}
