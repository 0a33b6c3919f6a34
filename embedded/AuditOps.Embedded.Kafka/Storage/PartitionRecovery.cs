using System.Globalization;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Brings a partition's files back after any kind of stop. Segments whose index file fits and which end below the recovery point are trusted; the rest is scanned.
/// From the recovery point on, the first thing that is not a whole valid batch is a torn write: it and what follows are cut. Before the recovery point the same
/// finding means lost data, and the partition is refused.
/// </summary>
internal sealed class PartitionRecovery(string directory, CheckpointEntry checkpoint, LogStoreOptions options, long nowMs)
{
    long _expected;
    long _tornBytes;

    public RecoveredLog Recover()
    {
        var producers = new ProducerTable();
        if (!Directory.Exists(directory)) return Nothing(producers);
        SegmentSwap.Complete(directory);
        foreach (var leftover in Directory.EnumerateFiles(directory, "*.tmp")) File.Delete(leftover);
        var bases = SegmentBases(directory);
        if (bases.Count == 0) return Nothing(producers);
        _expected = bases[0];
        List<Segment> segments = [];
        long firstScanned = long.MaxValue;
        for (var i = 0; i < bases.Count; i++)
        {
            var last = i == bases.Count - 1;
            if (bases[i] != _expected && !GapIsLegal(segments, bases[i])) return CutAfter(segments, bases, i, firstScanned);
            _expected = bases[i];
            var segment = new Segment(directory, bases[i]);
            var size = new FileInfo(segment.LogPath).Length;
            if (size > int.MaxValue) throw Refused($"{segment.LogPath} has {size} bytes, more than a segment can have");
            if (SegmentIndexFile.TryLoad(segment, size) && segment.NextOffset <= checkpoint.RecoveryPoint)
            {
                segments.Add(segment);
                _expected = segment.NextOffset;
            }
            else
            {
                segment = new Segment(directory, bases[i]);
                firstScanned = Math.Min(firstScanned, bases[i]);
                segments.Add(segment);
                if (!Scan(segment, size)) return CutAfter(segments, bases, i + 1, firstScanned);
            }
            if (last && _expected < checkpoint.RecoveryPoint)
                throw Refused($"{segment.LogPath} ends at offset {_expected}, but offsets below {checkpoint.RecoveryPoint} were on disk");
        }
        return Finish(segments, firstScanned);
    }

    static List<long> SegmentBases(string directory)
    {
        List<long> bases = [];
        foreach (var file in Directory.EnumerateFiles(directory, "*.log"))
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) bases.Add(offset);
        bases.Sort();
        return bases;
    }

    RecoveredLog Nothing(ProducerTable producers) => checkpoint.RecoveryPoint == 0
        ? new RecoveredLog([], producers, 0, 0, 0, 0)
        : throw Refused($"{directory} holds no segments, but offsets below {checkpoint.RecoveryPoint} were on disk");

    /// <summary>Compaction may leave a segment that ends before the next one begins.</summary>
    bool GapIsLegal(List<Segment> before, long next) => next > _expected && before[^1].BaseOffset < checkpoint.CleanedTo && next <= checkpoint.RecoveryPoint;

    /// <summary>Walks a segment; false when the rest of the log has to go.</summary>
    bool Scan(Segment segment, long size)
    {
        using var scanner = new SegmentScanner(segment, 0, size);
        while (scanner.Next())
        {
            var offset = Batch.BaseOffset(scanner.Header);
            var compacted = offset < checkpoint.CleanedTo;
            if (compacted ? offset < _expected : offset != _expected) break;
            if (offset >= checkpoint.RecoveryPoint && !Batch.CrcMatches(scanner.WholeBatch())) break;
            _expected = Batch.LastOffset(scanner.Header) + 1;
            segment.Note(scanner.Header, scanner.Size, options.IndexIntervalBytes);
        }
        if (scanner.Position == size) return true;
        if (_expected < checkpoint.RecoveryPoint)
            throw Refused($"{segment.LogPath} is damaged at byte {scanner.Position} (offset {_expected}), but offsets below {checkpoint.RecoveryPoint} were on disk");
        _tornBytes += size - scanner.Position;
        RandomAccess.SetLength(segment.Handle(), scanner.Position);
        NativeFile.SyncData(segment.Handle());
        return false;
    }

    /// <summary>Deletes the segments from an index on: they follow a torn write, so nothing in them was acknowledged.</summary>
    RecoveredLog CutAfter(List<Segment> kept, List<long> bases, int from, long firstScanned)
    {
        if (_expected < checkpoint.RecoveryPoint)
            throw Refused($"segments between offset {_expected} and {bases[from]} are missing, but offsets below {checkpoint.RecoveryPoint} were on disk");
        for (var i = from; i < bases.Count; i++)
        {
            var path = Path.Combine(directory, Segment.FileName(bases[i], ".log"));
            _tornBytes += new FileInfo(path).Length;
            File.Delete(path);
            File.Delete(Path.Combine(directory, Segment.FileName(bases[i], ".index")));
        }
        NativeFile.SyncDirectory(directory);
        return Finish(kept, firstScanned);
    }

    RecoveredLog Finish(List<Segment> segments, long firstScanned)
    {
        var end = _expected;
        // A scanned file may have been written but never forced, for all we know; from here on it counts as on disk, so make it so.
        if (firstScanned != long.MaxValue)
        {
            foreach (var segment in segments)
                if (segment.BaseOffset >= firstScanned) NativeFile.SyncData(segment.Handle());
            NativeFile.SyncDirectory(directory);
        }
        var producers = RestoreProducers(segments, Math.Min(firstScanned, end), end);
        foreach (var segment in segments) segment.CloseHandle();
        var start = Math.Min(Math.Max(checkpoint.LogStart, segments[0].BaseOffset), end);
        return new RecoveredLog([.. segments], producers, start, end, Math.Min(checkpoint.CleanedTo, end), _tornBytes);
    }

    /// <summary>Newest usable snapshot, then the batches after it. Scanned segments also get their aborted transactions back, so the snapshot must not be younger than they are.</summary>
    ProducerTable RestoreProducers(List<Segment> segments, long firstScanned, long end)
    {
        var producers = new ProducerTable();
        var from = segments[0].BaseOffset;
        foreach (var offset in ProducerSnapshotFile.Offsets(directory))
        {
            var path = ProducerSnapshotFile.PathFor(directory, offset);
            if (offset > end)
            {
                File.Delete(path);
                continue;
            }
            if (offset > firstScanned) continue;
            var candidate = new ProducerTable();
            if (!ProducerSnapshotFile.TryLoad(path, candidate)) continue;
            (producers, from) = (candidate, offset);
            break;
        }
        foreach (var segment in segments)
            if (segment.NextOffset > from) Replay(segment, producers, from, segment.BaseOffset >= firstScanned);
        producers.MarkersFlushedTo(long.MaxValue);
        return producers;
    }

    void Replay(Segment segment, ProducerTable producers, long from, bool indexAborted)
    {
        using var scanner = new SegmentScanner(segment, segment.PositionAtOrBefore(from), segment.Size);
        while (scanner.Next())
        {
            if (Batch.ProducerId(scanner.Header) < 0 || Batch.BaseOffset(scanner.Header) < from) continue;
            if ((Batch.Attributes(scanner.Header) & Batch.ControlBit) == 0)
            {
                producers.NoteBatch(scanner.Header, nowMs);
            }
            else if (producers.NoteMarker(scanner.WholeBatch(), nowMs, flushed: true) is { } aborted && indexAborted)
            {
                segment.NoteAborted(aborted);
            }
        }
    }

    EmbeddedKafkaException Refused(string reason) => new(KafkaError.KafkaStorageError, reason);
}
