namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>One stored batch of a producer, as far as recognising its repetition needs it.</summary>
internal readonly record struct ProducerBatch(int FirstSequence, int LastSequence, long FirstOffset, long LastOffset, long Timestamp);

/// <summary>What a partition knows of one producer id: its epoch, its last five batches, its open transaction.</summary>
internal sealed class ProducerState(long producerId)
{
    /// <summary>A client keeps at most five requests in flight, so a repetition is one of the last five batches.</summary>
    public const int Remembered = 5;

    readonly ProducerBatch[] _batches = new ProducerBatch[Remembered];
    int _first;

    public long ProducerId { get; } = producerId;

    /// <summary>-1 while nothing is known.</summary>
    public short Epoch { get; set; } = -1;

    public int CoordinatorEpoch { get; set; } = -1;

    /// <summary>Broker time of the last append, ms; drives expiry.</summary>
    public long LastSeenMs { get; set; }

    /// <summary>First offset of the open transaction; -1 when none is open.</summary>
    public long TransactionFirstOffset { get; set; } = -1;

    public int BatchCount { get; private set; }

    /// <summary>Last sequence number stored in this epoch; -1 before the first.</summary>
    public int LastSequence => BatchCount == 0 ? -1 : this[BatchCount - 1].LastSequence;

    /// <summary>Last offset stored in this epoch; -1 before the first.</summary>
    public long LastOffset => BatchCount == 0 ? -1 : this[BatchCount - 1].LastOffset;

    /// <summary>Remembered batches, oldest first.</summary>
    public ProducerBatch this[int index] => _batches[(_first + index) % Remembered];

    public void StartEpoch(short epoch)
    {
        if (epoch == Epoch) return;
        Epoch = epoch;
        BatchCount = 0;
        _first = 0;
    }

    public void Remember(ProducerBatch batch)
    {
        if (BatchCount == Remembered)
        {
            _batches[_first] = batch;
            _first = (_first + 1) % Remembered;
            return;
        }
        _batches[(_first + BatchCount) % Remembered] = batch;
        BatchCount++;
    }

    public bool TryFindRepetition(int firstSequence, int lastSequence, out ProducerBatch batch)
    {
        for (var i = BatchCount - 1; i >= 0; i--)
        {
            batch = this[i];
            if (batch.FirstSequence == firstSequence && batch.LastSequence == lastSequence) return true;
        }
        batch = default;
        return false;
    }
}
