namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// All producers of one partition: idempotence, fencing and open transactions. Not synchronised: the log's lock guards it. Rules and their order are Apache Kafka's
/// (ProducerAppendInfo), so that its clients meet the errors they know how to handle.
/// </summary>
internal sealed class ProducerTable
{
    readonly Dictionary<long, ProducerState> _producers = [];
    readonly SortedDictionary<long, long> _open = [];
    readonly Queue<(long FirstOffset, long MarkerOffset)> _unflushedMarkers = new();

    public int Count => _producers.Count;

    public IEnumerable<ProducerState> All => _producers.Values;

    public ProducerState? Find(long producerId) => _producers.GetValueOrDefault(producerId);

    public ProducerState GetOrAdd(long producerId)
    {
        if (!_producers.TryGetValue(producerId, out var state)) _producers[producerId] = state = new ProducerState(producerId);
        return state;
    }

    /// <summary>Decides on a client's batch of an idempotent producer. True in <paramref name="duplicate"/>: answer with <paramref name="original"/>, append nothing.</summary>
    public KafkaError Check(ReadOnlySpan<byte> header, out bool duplicate, out ProducerBatch original)
    {
        duplicate = false;
        original = default;
        if (!_producers.TryGetValue(Batch.ProducerId(header), out var state)) return KafkaError.None;
        var epoch = Batch.ProducerEpoch(header);
        var first = Batch.BaseSequence(header);
        var last = Batch.LastSequence(first, Batch.LastOffsetDelta(header));
        if (epoch == state.Epoch && state.TryFindRepetition(first, last, out original))
        {
            duplicate = true;
            return KafkaError.None;
        }
        if (epoch < state.Epoch) return KafkaError.InvalidProducerEpoch;
        if (epoch > state.Epoch)
        {
            if (first != 0 && state.Epoch != -1) return KafkaError.OutOfOrderSequenceNumber;
        }
        else if (!Follows(state.LastSequence, first))
        {
            return KafkaError.OutOfOrderSequenceNumber;
        }
        var transactional = (Batch.Attributes(header) & Batch.TransactionalBit) != 0;
        return state.TransactionFirstOffset >= 0 && !transactional ? KafkaError.InvalidTxnState : KafkaError.None;
    }

    /// <summary>Decides on the coordinator's marker: a lower producer epoch comes from a coordinator that has been overtaken.</summary>
    public KafkaError CheckMarker(ReadOnlySpan<byte> header) =>
        _producers.TryGetValue(Batch.ProducerId(header), out var state) && Batch.ProducerEpoch(header) < state.Epoch ? KafkaError.InvalidProducerEpoch : KafkaError.None;

    /// <summary>Notes a stored data batch, from an append or from a replay.</summary>
    public void NoteBatch(ReadOnlySpan<byte> header, long nowMs)
    {
        var state = GetOrAdd(Batch.ProducerId(header));
        state.StartEpoch(Batch.ProducerEpoch(header));
        state.LastSeenMs = nowMs;
        var first = Batch.BaseSequence(header);
        var baseOffset = Batch.BaseOffset(header);
        if (first >= 0)
            state.Remember(new ProducerBatch(first, Batch.LastSequence(first, Batch.LastOffsetDelta(header)), baseOffset, Batch.LastOffset(header), Batch.MaxTimestamp(header)));
        if ((Batch.Attributes(header) & Batch.TransactionalBit) != 0 && state.TransactionFirstOffset < 0)
        {
            state.TransactionFirstOffset = baseOffset;
            _open[baseOffset] = state.ProducerId;
        }
    }

    /// <summary>Notes a stored marker. Gives the aborted transaction to index, or null when it committed or nothing was open.</summary>
    public AbortedEntry? NoteMarker(ReadOnlySpan<byte> batch, long nowMs, bool flushed)
    {
        var state = GetOrAdd(Batch.ProducerId(batch));
        state.StartEpoch(Batch.ProducerEpoch(batch));
        state.LastSeenMs = nowMs;
        if (!ControlRecord.TryRead(batch, out var marker)) return null;
        state.CoordinatorEpoch = marker.CoordinatorEpoch;
        var first = state.TransactionFirstOffset;
        if (first < 0) return null;
        var markerOffset = Batch.BaseOffset(batch);
        _open.Remove(first);
        state.TransactionFirstOffset = -1;
        if (!flushed) _unflushedMarkers.Enqueue((first, markerOffset));
        return marker.Commit ? null : new AbortedEntry(state.ProducerId, first, markerOffset, FirstUnstable(markerOffset + 1));
    }

    /// <summary>
    /// The last stable offset for a high watermark. A transaction whose marker is not yet on disk still counts as open: otherwise a reader could act on an outcome a power cut takes back.
    /// </summary>
    public long FirstUnstable(long highWatermark)
    {
        var result = highWatermark;
        foreach (var (first, _) in _open)
        {
            result = Math.Min(result, first);
            break;
        }
        foreach (var (first, _) in _unflushedMarkers) result = Math.Min(result, first);
        return result;
    }

    public void MarkersFlushedTo(long offset)
    {
        while (_unflushedMarkers.TryPeek(out var marker) && marker.MarkerOffset < offset) _unflushedMarkers.Dequeue();
    }

    public bool HasOpenTransaction(long producerId) => _producers.TryGetValue(producerId, out var state) && state.TransactionFirstOffset >= 0;

    /// <summary>Forgets producers idle since before a time, never one with an open transaction.</summary>
    public void Expire(long olderThanMs)
    {
        foreach (var (id, state) in _producers)
            if (state.LastSeenMs < olderThanMs && state.TransactionFirstOffset < 0) _producers.Remove(id);
    }

    /// <summary>Puts a producer read from a snapshot in place.</summary>
    public void Restore(ProducerState state)
    {
        _producers[state.ProducerId] = state;
        if (state.TransactionFirstOffset >= 0) _open[state.TransactionFirstOffset] = state.ProducerId;
    }

    static bool Follows(int last, int first) => last == int.MaxValue ? first == 0 : first == last + 1;
}
