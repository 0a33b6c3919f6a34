using System.Globalization;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>Walks one partition from its first segment to its end.</summary>
internal sealed class PartitionCheck
{
    private const int IndexInterval = 4096;

    private readonly string _directory;
    private readonly string _where;
    private readonly CheckpointEntry _checkpoint;
    private readonly int _maxDecompressed;
    private readonly Findings _findings;
    private readonly ProducerTrack _producers;
    private readonly Dictionary<long, ProducerTable> _snapshots = [];
    private long _expected;
    private bool _damaged;
    private bool _ended;

    public PartitionCheck(string directory, string where, CheckpointEntry checkpoint, int maxDecompressed, Findings findings)
    {
        _directory = directory;
        _where = where;
        _checkpoint = checkpoint;
        _maxDecompressed = maxDecompressed;
        _findings = findings;
        _producers = new ProducerTrack(findings, where);
    }

    /// <summary>Offset after the last batch.</summary>
    public long End => _expected;

    /// <summary>The log's own damage makes what it leaves open unknown.</summary>
    public bool Damaged => _damaged;

    public IEnumerable<(long ProducerId, short Epoch, long FirstOffset)> Open => _producers.Open;

    public void Run(CancellationToken cancel)
    {
        var bases = Directory.Exists(_directory) ? SegmentBases() : [];
        if (bases.Count == 0)
        {
            if (_checkpoint.RecoveryPoint > 0) _findings.Fault(FaultKind.Checkpoint, _where, $"has no segments, but offsets below {_checkpoint.RecoveryPoint} were on disk");
            return;
        }
        LoadSnapshots();
        _expected = bases[0];
        if (bases[0] > Math.Max(_checkpoint.LogStart, 0) && bases[0] > _checkpoint.CleanedTo)
            _findings.Fault(FaultKind.Offset, _where, $"begins at offset {bases[0]}, but its first readable offset is {_checkpoint.LogStart}");
        for (var i = 0; i < bases.Count && !_ended; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (bases[i] != _expected) Jump(bases[i], i == 0 ? bases[0] : bases[i - 1]);
            if (!_ended) Segment(bases[i], bases[0], i == bases.Count - 1);
        }
        CompareSnapshot();
        if (_expected < _checkpoint.RecoveryPoint) _findings.Fault(FaultKind.Checkpoint, _where, $"ends at offset {_expected}, but offsets below {_checkpoint.RecoveryPoint} were on disk");
        if (_checkpoint.LogStart > Math.Max(_expected, _checkpoint.RecoveryPoint)) _findings.Fault(FaultKind.Checkpoint, _where, $"has {_checkpoint.LogStart} as first readable offset and ends at {_expected}");
        if (_checkpoint.CleanedTo > Math.Max(_expected, _checkpoint.RecoveryPoint)) _findings.Fault(FaultKind.Checkpoint, _where, $"is said to be compacted to {_checkpoint.CleanedTo} and ends at {_expected}");
    }

    private List<long> SegmentBases()
    {
        List<long> bases = [];
        foreach (var file in Directory.EnumerateFiles(_directory, "*.log"))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) bases.Add(offset);
            else _findings.Fault(FaultKind.Segment, _where, $"{Path.GetFileName(file)} is no segment's name");
        }
        foreach (var swap in Directory.EnumerateFiles(_directory, "*.swap")) _findings.Note($"{_where}: {Path.GetFileName(swap)}: a compaction was cut short; the next start finishes it");
        bases.Sort();
        return bases;
    }

    private void LoadSnapshots()
    {
        foreach (var offset in ProducerSnapshotFile.Offsets(_directory))
        {
            var table = new ProducerTable();
            if (ProducerSnapshotFile.TryLoad(ProducerSnapshotFile.PathFor(_directory, offset), table)) _snapshots[offset] = table;
            else if (_findings.CleanStop) _findings.Fault(FaultKind.Snapshot, _where, $"the producers' snapshot at offset {offset} is damaged");
            else _findings.Note($"{_where}: the producers' snapshot at offset {offset} is damaged; the next start reads the log instead");
        }
    }

    private void Jump(long next, long before)
    {
        var compacted = next > _expected && before < _checkpoint.CleanedTo && next <= _checkpoint.RecoveryPoint;
        if (!compacted && Torn(_expected, $"the segment after offset {_expected} begins at {next}")) return;
        if (!compacted) Damage(FaultKind.Offset, $"the segment after offset {_expected} begins at {next}");
        _expected = next;
    }

    private void Segment(long baseOffset, long firstBase, bool last)
    {
        var walked = new Segment(_directory, baseOffset);
        HashSet<(long, int)> starts = [];
        using var walk = new BatchWalk(walked.LogPath);
        _findings.Segments++;
        while (walk.Next())
        {
            CompareSnapshot();
            var batch = walk.Current;
            var offset = Batch.BaseOffset(batch);
            var cleaned = offset < _checkpoint.CleanedTo;
            if (cleaned ? offset < _expected : offset != _expected)
            {
                if (Torn(_expected, $"byte {walk.Position} holds offset {offset} where {_expected} is due")) return;
                Damage(FaultKind.Offset, $"{Path.GetFileName(walked.LogPath)} byte {walk.Position}: offset {offset} where {_expected} is due");
            }
            if (!Batch.CrcMatches(batch))
            {
                if (Torn(offset, $"the batch at offset {offset} is not whole")) return;
                Damage(FaultKind.Crc, $"offset {offset} ({Path.GetFileName(walked.LogPath)} byte {walk.Position}): the CRC does not fit");
            }
            else
            {
                Content(batch, cleaned, walked);
            }
            _findings.Batches++;
            starts.Add((offset, (int)walk.Position));
            walked.Note(batch, walk.Size, IndexInterval);
            _expected = Batch.LastOffset(batch) + 1;
        }
        _findings.Bytes += walk.Position;
        if (walk.Position < walk.Length)
        {
            if (Torn(_expected, $"{walk.Length - walk.Position} bytes after offset {_expected} are no batch")) return;
            Damage(FaultKind.Segment, $"{Path.GetFileName(walked.LogPath)} byte {walk.Position} (offset {_expected}): no batch begins here; {walk.Length - walk.Position} bytes cannot be read");
            return;
        }
        SidecarCheck.Run(_directory, _where, walked, starts, _damaged ? null : Math.Max(_checkpoint.CleanedTo, firstBase), last, _findings);
    }

    private void Content(ReadOnlySpan<byte> batch, bool cleaned, Segment walked)
    {
        Records(batch, cleaned);
        var producer = Batch.ProducerId(batch);
        _findings.HighestProducerId = Math.Max(_findings.HighestProducerId, producer);
        if ((Batch.Attributes(batch) & Batch.ControlBit) != 0)
        {
            _findings.Markers++;
            if (_producers.Marker(batch) is not { } aborted) return;
            _findings.Aborted++;
            walked.NoteAborted(aborted);
        }
        else if (producer >= 0)
        {
            _producers.Data(batch, cleaned);
        }
    }

    private void Records(ReadOnlySpan<byte> batch, bool cleaned)
    {
        var offset = Batch.BaseOffset(batch);
        var count = Batch.RecordCount(batch);
        _findings.Records += count;
        if (cleaned ? count > Batch.LastOffsetDelta(batch) + 1 : count != Batch.LastOffsetDelta(batch) + 1)
            _findings.Fault(FaultKind.Record, _where, $"offset {offset}: {count} records where the header spans {Batch.LastOffsetDelta(batch) + 1} offsets");
        using var records = BatchRecords.Open(batch, _maxDecompressed, out var status);
        if (status == DecodeStatus.Malformed) _findings.Fault(FaultKind.Record, _where, $"offset {offset}: the records cannot be decompressed");
        else if (status != DecodeStatus.Ok) _findings.Note($"{_where}: offset {offset}: records not looked into ({(status == DecodeStatus.TooLarge ? "too large" : "no decoder for their codec here")})");
        if (status != DecodeStatus.Ok) return;
        var reader = records.Reader();
        var before = -1;
        RecordStatus record;
        while ((record = reader.Next()) == RecordStatus.Record)
        {
            if (reader.OffsetDelta <= before || reader.OffsetDelta > Batch.LastOffsetDelta(batch) || !cleaned && reader.OffsetDelta != before + 1) break;
            before = reader.OffsetDelta;
        }
        if (record == RecordStatus.Malformed) _findings.Fault(FaultKind.Record, _where, $"offset {offset}: the record after number {before} is malformed");
        else if (record == RecordStatus.Record) _findings.Fault(FaultKind.Record, _where, $"offset {offset}: a record has the relative offset {reader.OffsetDelta} after {before}");
    }

    private void CompareSnapshot()
    {
        if (_snapshots.Count == 0 || !_snapshots.Remove(_expected, out var snapshot)) return;
        if (!_damaged && _expected > _checkpoint.CleanedTo) _producers.Compare(snapshot, _expected);
    }

    /// <summary>Beyond the recovery point, and after a stop without order, the first thing that is not whole ends the log: the next start cuts it.</summary>
    private bool Torn(long offset, string what)
    {
        if (_findings.CleanStop || offset < _checkpoint.RecoveryPoint) return false;
        _findings.Note($"{_where}: {what}; the next start cuts the log at offset {_expected}");
        _ended = true;
        return true;
    }

    private void Damage(FaultKind kind, string what)
    {
        _findings.Fault(kind, _where, what);
        _damaged = true;
        _producers.Forget();
    }
}
