using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>
/// Follows every producer through a partition: epochs never fall, sequences have neither holes nor repetitions, every transaction ends with one fitting marker.
/// Written apart from the table the broker uses, so that the two check each other.
/// </summary>
internal sealed class ProducerTrack(Findings findings, string where)
{
    private readonly Dictionary<long, Track> _tracks = [];

    public IEnumerable<(long ProducerId, short Epoch, long FirstOffset)> Open
    {
        get
        {
            foreach (var (id, track) in _tracks)
                if (track.OpenFrom >= 0) yield return (id, track.OpenEpoch, track.OpenFrom);
        }
    }

    /// <summary>After damage nothing is known any more; what follows is judged on its own.</summary>
    public void Forget() => _tracks.Clear();

    /// <param name="cleaned">Compaction has been here, so sequences may have holes.</param>
    public void Data(ReadOnlySpan<byte> batch, bool cleaned)
    {
        var producer = Batch.ProducerId(batch);
        var epoch = Batch.ProducerEpoch(batch);
        var first = Batch.BaseSequence(batch);
        var offset = Batch.BaseOffset(batch);
        var transactional = (Batch.Attributes(batch) & Batch.TransactionalBit) != 0;
        if (first < 0)
        {
            findings.Fault(FaultKind.Sequence, where, $"offset {offset}: producer {producer} gives no sequence");
            return;
        }
        if (_tracks.TryGetValue(producer, out var track))
        {
            if (epoch < track.Epoch) findings.Fault(FaultKind.Epoch, where, $"offset {offset}: producer {producer} writes with epoch {epoch} after epoch {track.Epoch}");
            else CheckSequence(track, producer, epoch, first, offset, cleaned || track.Cleaned);
            if (track.OpenFrom >= 0 && !transactional) findings.Fault(FaultKind.Marker, where, $"offset {offset}: producer {producer} writes outside its transaction, open since offset {track.OpenFrom}");
            if (track.OpenFrom >= 0 && epoch != track.OpenEpoch)
                findings.Fault(FaultKind.Marker, where, $"offset {offset}: producer {producer} goes on with epoch {epoch} in a transaction begun with {track.OpenEpoch} at offset {track.OpenFrom}");
        }
        else
        {
            _tracks[producer] = track = new Track();
        }
        track.Epoch = epoch;
        track.LastSequence = Batch.LastSequence(first, Batch.LastOffsetDelta(batch));
        track.Cleaned = cleaned;
        track.Partial = false;
        if (!transactional || track.OpenFrom >= 0) return;
        track.OpenFrom = offset;
        track.OpenEpoch = epoch;
    }

    /// <summary>Gives the aborted transaction the marker ends, if it ends one.</summary>
    public AbortedEntry? Marker(ReadOnlySpan<byte> batch)
    {
        var producer = Batch.ProducerId(batch);
        var epoch = Batch.ProducerEpoch(batch);
        var offset = Batch.BaseOffset(batch);
        if (!ControlRecord.TryRead(batch, out var marker))
        {
            findings.Fault(FaultKind.Marker, where, $"offset {offset}: a control batch of producer {producer} that is neither commit nor abort");
            return null;
        }
        if (!_tracks.TryGetValue(producer, out var track)) _tracks[producer] = track = new Track { Epoch = epoch, Partial = true };
        if (epoch < track.Epoch) findings.Fault(FaultKind.Epoch, where, $"offset {offset}: a marker of producer {producer} with epoch {epoch} after epoch {track.Epoch}");
        if (epoch != track.Epoch)
        {
            track.LastSequence = -1;
            track.Partial = false;
        }
        track.Epoch = epoch;
        var first = track.OpenFrom;
        if (first < 0) return null;
        if (marker.Commit && epoch != track.OpenEpoch)
            findings.Fault(FaultKind.Marker, where, $"offset {offset}: commits producer {producer} with epoch {epoch}, but its transaction at offset {first} has epoch {track.OpenEpoch}");
        track.OpenFrom = -1;
        return marker.Commit ? null : new AbortedEntry(producer, first, offset, LastStable(offset + 1));
    }

    public long LastStable(long end)
    {
        foreach (var track in _tracks.Values)
            if (track.OpenFrom >= 0) end = Math.Min(end, track.OpenFrom);
        return end;
    }

    /// <summary>Compares what the broker remembered at an offset with what the log says there.</summary>
    public void Compare(ProducerTable snapshot, long at)
    {
        foreach (var state in snapshot.All)
        {
            if (!_tracks.TryGetValue(state.ProducerId, out var track))
            {
                if (state.TransactionFirstOffset >= 0) findings.Fault(FaultKind.Snapshot, where, $"at offset {at}: holds a transaction of producer {state.ProducerId} open, which the log does not know");
                continue;
            }
            if (state.Epoch != track.Epoch || !track.Partial && state.LastSequence != track.LastSequence)
                findings.Fault(FaultKind.Snapshot, where, $"at offset {at}: producer {state.ProducerId} is at epoch {state.Epoch}, sequence {state.LastSequence}; the log says {track.Epoch}, {track.LastSequence}");
            if (state.TransactionFirstOffset != track.OpenFrom)
                findings.Fault(FaultKind.Snapshot, where, $"at offset {at}: the transaction of producer {state.ProducerId} is open from {state.TransactionFirstOffset}; the log says {track.OpenFrom} (-1: none)");
        }
        foreach (var (id, track) in _tracks)
            if (track.OpenFrom >= 0 && snapshot.Find(id) is null) findings.Fault(FaultKind.Snapshot, where, $"at offset {at}: does not know producer {id}, whose transaction is open from offset {track.OpenFrom}");
    }

    private void CheckSequence(Track track, long producer, short epoch, int first, long offset, bool cleaned)
    {
        if (epoch > track.Epoch)
        {
            if (first != 0 && !cleaned) findings.Fault(FaultKind.Sequence, where, $"offset {offset}: producer {producer} begins epoch {epoch} with sequence {first} instead of 0");
            return;
        }
        var expected = track.LastSequence == int.MaxValue ? 0 : track.LastSequence + 1;
        if (track.Partial || first == expected || cleaned && (first > track.LastSequence || first < track.LastSequence / 2)) return;
        findings.Fault(FaultKind.Sequence, where, $"offset {offset}: producer {producer} (epoch {epoch}) has sequence {first} where {expected} is due");
    }

    private sealed class Track
    {
        public short Epoch;
        public int LastSequence = -1;
        public long OpenFrom = -1;
        public short OpenEpoch;
        public bool Cleaned;

        /// <summary>Only a marker was seen: retention has taken the batches before it, so the sequence is not known.</summary>
        public bool Partial;
    }
}
