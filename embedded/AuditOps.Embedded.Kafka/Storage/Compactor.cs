using Microsoft.Win32.SafeHandles;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Compacts one log: of every key only the latest value stays. Works on closed segments below the last stable offset that are on disk. Pass 1 maps the keys of the part not
/// compacted before; pass 2 rewrites the log from its start to there, a group of neighbouring segments into one file at a time.
/// </summary>
internal sealed class Compactor
{
    readonly PartitionLog _log;
    readonly CancellationToken _cancel;
    readonly List<AbortedEntry> _aborted = [];
    readonly HashSet<long> _producersWithData = [];
    readonly Dictionary<long, long> _lastOffsets;
    readonly long _nowMs;

    Compactor(PartitionLog log, long nowMs, CancellationToken cancel)
    {
        _log = log;
        _nowMs = nowMs;
        _cancel = cancel;
        _lastOffsets = log.LastOffsetsOfProducers();
        foreach (var segment in log.Segments) segment.CopyAborted(_aborted);
    }

    public static void Run(PartitionLog log, long nowMs, CancellationToken cancel)
    {
        lock (log.Maintenance)
        {
            var segments = Cleanable(log, nowMs, out var end);
            if (segments.Count == 0 || !WorthIt(log, segments, end, nowMs)) return;
            // Rewritten segments have gaps, which only recovery below the recovery point takes for legal.
            log.Services.WriteCheckpoint();
            new Compactor(log, nowMs, cancel).Run(segments, end);
        }
    }

    /// <summary>The store is closing, or the topic is gone.</summary>
    bool Stopping => _cancel.IsCancellationRequested || _log.Fault != KafkaError.None;

    static List<Segment> Cleanable(PartitionLog log, long nowMs, out long end)
    {
        var segments = log.Segments;
        var limit = Math.Min(log.LastStableOffset, log.FlushedOffset);
        List<Segment> result = [];
        end = 0;
        for (var i = 0; i < segments.Length - 1; i++)
        {
            var segmentEnd = segments[i + 1].BaseOffset;
            if (segmentEnd > limit || nowMs - segments[i].MaxTimestamp < log.Config.MinCompactionLagMs) break;
            result.Add(segments[i]);
            end = segmentEnd;
        }
        return result;
    }

    static bool WorthIt(PartitionLog log, List<Segment> segments, long end, long nowMs)
    {
        if (end <= log.CleanedTo) return false;
        long clean = 0, dirty = 0, oldest = long.MaxValue;
        foreach (var segment in segments)
        {
            if (segment.NextOffset <= log.CleanedTo)
            {
                clean += segment.Size;
                continue;
            }
            dirty += segment.Size;
            oldest = Math.Min(oldest, segment.MaxTimestamp);
        }
        return dirty > 0 && (dirty >= log.Config.MinCleanableDirtyRatio * (clean + dirty) || nowMs - oldest > log.Config.MaxCompactionLagMs);
    }

    void Run(List<Segment> segments, long end)
    {
        var before = Size(segments);
        var options = _log.Services.Options;
        var map = new CompactionMap(options.CompactionMaxKeys);
        var blind = Map(segments, map, ref end);
        using var rewriter = new BatchRewriter(map, _log.LogStartOffset, _nowMs, _log.Config.DeleteRetentionMs, options.MaxDecompressedBatchBytes) { Blind = blind };
        List<Segment> group = [];
        long groupBytes = 0, after = 0;
        foreach (var segment in segments)
        {
            if (segment.BaseOffset >= end) break;
            if (group.Count > 0 && groupBytes + segment.Size > _log.Config.SegmentBytes)
            {
                if (!Rewrite(group, rewriter, end, ref after)) return;
                group.Clear();
                groupBytes = 0;
            }
            group.Add(segment);
            groupBytes += segment.Size;
        }
        if (group.Count > 0 && !Rewrite(group, rewriter, end, ref after)) return;
        _log.CleanedTo = end;
        _log.Services.WriteCheckpoint();
        _log.Services.Log.Compacted(_log.Topic, _log.Index, end, before, after);
    }

    /// <summary>Pass 1. Moves <paramref name="end"/> back to where the map was full. True when a batch could not be looked into.</summary>
    bool Map(List<Segment> segments, CompactionMap map, ref long end)
    {
        var blind = false;
        foreach (var segment in segments)
        {
            using var scanner = new SegmentScanner(segment, 0, segment.Size);
            while (scanner.Next())
            {
                if (Stopping) return blind;
                var header = scanner.Header;
                // Batches compacted before are looked at only for whether they can be: what cannot be read may hold what a tombstone hides.
                var mapped = Batch.BaseOffset(header) < _log.CleanedTo;
                if ((Batch.Attributes(header) & Batch.ControlBit) != 0 || IsAborted(header)) continue;
                if (mapped && (Batch.Attributes(header) & Batch.CodecMask) != (short)Codec.Zstd) continue;
                if (map.Full)
                {
                    end = Batch.BaseOffset(header);
                    return blind;
                }
                var batch = scanner.WholeBatch();
                using var records = BatchRecords.Open(batch, _log.Services.Options.MaxDecompressedBatchBytes, out var status);
                if (status != DecodeStatus.Ok)
                {
                    blind = true;
                    continue;
                }
                if (mapped) continue;
                var reader = records.Reader();
                while (reader.Next() == RecordStatus.Record)
                    if (reader.HasKey) map.Note(reader.Key, Batch.BaseOffset(batch) + reader.OffsetDelta);
            }
        }
        return blind;
    }

    /// <summary>Pass 2 for a group of neighbours. False when there is no point in going on.</summary>
    bool Rewrite(List<Segment> group, BatchRewriter rewriter, long end, ref long after)
    {
        var first = group[0].BaseOffset;
        var path = SegmentSwap.CleanedPath(_log.Directory, first);
        var cleaned = new Segment(_log.Directory, first);
        using (var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            foreach (var segment in group)
            {
                using var scanner = new SegmentScanner(segment, 0, segment.Size);
                while (scanner.Next())
                {
                    if (Stopping)
                    {
                        handle.Dispose();
                        File.Delete(path);
                        return false;
                    }
                    var batch = scanner.WholeBatch();
                    var fate = Decide(batch, rewriter, Batch.LastOffset(batch) + 1 >= end);
                    if (fate == BatchFate.Keep) Write(handle, cleaned, batch);
                    else if (fate == BatchFate.Rewrite) Write(handle, cleaned, rewriter.Rewritten);
                }
                if (scanner.Position != segment.Size) throw new IOException($"{segment.LogPath} is damaged at byte {scanner.Position}; it is not compacted.");
            }
            NativeFile.SyncData(handle);
        }
        Swap(group, cleaned);
        after += cleaned.Size;
        return true;
    }

    BatchFate Decide(ReadOnlySpan<byte> batch, BatchRewriter rewriter, bool lastOfAll)
    {
        var producer = Batch.ProducerId(batch);
        var attributes = Batch.Attributes(batch);
        if ((attributes & Batch.ControlBit) != 0)
            return _producersWithData.Remove(producer) || lastOfAll ? BatchFate.Keep : rewriter.ApplyToIdleMarker(batch);
        var carriesSequence = producer >= 0 && _lastOffsets.TryGetValue(producer, out var last) && last == Batch.LastOffset(batch);
        if (IsAborted(batch))
        {
            if (!carriesSequence && !lastOfAll) return BatchFate.Drop;
            // Its header alone still begins a transaction for whoever reads the log anew, so its marker has to stay.
            _producersWithData.Add(producer);
            return rewriter.KeepHeader(batch);
        }
        var fate = rewriter.Apply(batch, carriesSequence || lastOfAll);
        if (fate != BatchFate.Drop && (attributes & Batch.TransactionalBit) != 0) _producersWithData.Add(producer);
        return fate;
    }

    void Write(SafeFileHandle handle, Segment cleaned, ReadOnlySpan<byte> batch)
    {
        RandomAccess.Write(handle, batch, cleaned.Size);
        cleaned.Note(batch, batch.Length, _log.Services.Options.IndexIntervalBytes);
    }

    void Swap(List<Segment> group, Segment cleaned)
    {
        // Readers hold the old files by their handles; opened now, they cannot open the new content by the old name.
        List<long> bases = new(group.Count);
        foreach (var segment in group)
        {
            segment.Handle();
            bases.Add(segment.BaseOffset);
        }
        SegmentSwap.Commit(_log.Directory, cleaned.BaseOffset, bases);
        _log.ReplaceSegments(group, cleaned);
        foreach (var segment in group) segment.Retire();
        SegmentIndexFile.Write(cleaned);
    }

    bool IsAborted(ReadOnlySpan<byte> header)
    {
        if (_aborted.Count == 0 || (Batch.Attributes(header) & Batch.TransactionalBit) == 0) return false;
        var offset = Batch.BaseOffset(header);
        var producer = Batch.ProducerId(header);
        foreach (var entry in _aborted)
            if (entry.ProducerId == producer && entry.FirstOffset <= offset && offset < entry.MarkerOffset) return true;
        return false;
    }

    static long Size(List<Segment> segments)
    {
        long size = 0;
        foreach (var segment in segments) size += segment.Size;
        return size;
    }
}
