namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// The log of one partition: appends validated record batches, serves whole batches, tells waiters when data is on disk or readable.
/// All members may be called from any thread.
/// </summary>
internal sealed class PartitionLog : FlushTarget
{
    readonly Lock _append = new();
    readonly Lock _flush = new();
    readonly StoreServices _services;
    readonly FlushWaiters _flushWaiters = new();
    readonly DataWaiters _dataWaiters = new();
    readonly List<Segment> _unflushed = [];
    readonly List<byte[]> _snapshots = [];
    ProducerTable _producers = new();
    TopicConfig _config;
    Segment[] _segments = [];
    bool _directoryDirty;
    long _logStart;
    long _logEnd;
    long _flushed;
    long _highWatermark;
    long _lastStable;
    int _fault;
    CheckpointEntry? _refused;

    public PartitionLog(StoreServices services, string topic, Guid topicId, int index, string directory, TopicConfig config)
    {
        _services = services;
        Topic = topic;
        TopicId = topicId;
        Index = index;
        Directory = directory;
        _config = config;
        Reader = new LogReader(this);
    }

    public string Topic { get; }

    public Guid TopicId { get; }

    public int Index { get; }

    /// <summary>First offset that can be read.</summary>
    public long LogStartOffset => Volatile.Read(ref _logStart);

    /// <summary>Offset the next record gets.</summary>
    public long LogEndOffset => Volatile.Read(ref _logEnd);

    /// <summary>Everything below is on disk.</summary>
    public long FlushedOffset => Volatile.Read(ref _flushed);

    /// <summary>Readers see offsets below this: the flushed offset under <see cref="FlushPolicy.Group"/>, else the end.</summary>
    public long HighWatermark => Volatile.Read(ref _highWatermark);

    /// <summary>Readers in read_committed see offsets below this: first offset of an open transaction, at most the high watermark.</summary>
    public long LastStableOffset => Volatile.Read(ref _lastStable);

    /// <summary>Constant: recovery refuses a partition rather than cut acknowledged data, so no offset ever means two things.</summary>
    public int LeaderEpoch => 0;

    /// <summary>Not None once the log cannot be used: a failed flush, damage found at start, the topic deleted, the store closed.</summary>
    public KafkaError Fault => (KafkaError)Volatile.Read(ref _fault);

    /// <summary>Bytes of all segments.</summary>
    public long SizeBytes
    {
        get
        {
            long size = 0;
            foreach (var segment in Segments) size += segment.Size;
            return size;
        }
    }

    /// <summary>Moves with everything a parked fetch wants to know: high watermark, last stable offset, log start, fault.</summary>
    public long ChangeStamp => _dataWaiters.Stamp;

    internal string Directory { get; }

    internal TopicConfig Config
    {
        get => Volatile.Read(ref _config);
        set => Volatile.Write(ref _config, value);
    }

    /// <summary>Oldest first; the last one is written to. An array never changes, a new one replaces it.</summary>
    internal Segment[] Segments => Volatile.Read(ref _segments);

    internal LogReader Reader { get; }

    internal StoreServices Services => _services;

    /// <summary>Taken by whatever deletes or replaces segment files: retention, compaction, deletion of the topic.</summary>
    internal Lock Maintenance { get; } = new();

    /// <summary>Held while the log is written; a backup holds those of all logs for a moment.</summary>
    internal Lock AppendLock => _append;

    /// <summary>Everything below has been through compaction once.</summary>
    internal long CleanedTo { get; set; }

    /// <summary>
    /// Appends one record batch (format v2, header included), patching base offset and leader epoch in place. Checks length, magic, CRC, counts, size limit,
    /// sequence numbers and, on compacted topics, that every record has a key. Topic configs are applied here.
    /// </summary>
    public AppendResult Append(Span<byte> batch, AppendOrigin origin = AppendOrigin.Client)
    {
        if (Fault != KafkaError.None) return AppendResult.Fail(Fault, LogStartOffset);
        var config = Config;
        var error = BatchValidator.Validate(batch, origin, config.MaxMessageBytes, out var message);
        if (error != KafkaError.None) return AppendResult.Fail(error, LogStartOffset, message);
        if (config.Compact && origin == AppendOrigin.Client)
        {
            error = BatchValidator.CheckKeys(batch, _services.Options.MaxDecompressedBatchBytes, out var records, out message);
            if (error != KafkaError.None) return AppendResult.Fail(error, LogStartOffset, message, records);
        }
        if (_services.Disk.NearlyFull) return AppendResult.Fail(KafkaError.KafkaStorageError, LogStartOffset, _services.Disk.Refusal);
        var result = Store(batch, origin, config);
        if (result.Error != KafkaError.None || result.Duplicate) return result;
        _services.Disk.NoteAppended(batch.Length);
        if (_services.Options.FlushPolicy != FlushPolicy.None) _services.Flusher.MarkDirty(this);
        if (_services.Options.FlushPolicy != FlushPolicy.Group) _dataWaiters.Wake(this);
        return result;
    }

    /// <summary>
    /// False when <paramref name="flushOffset"/> is on disk already (or the policy does not wait): nothing was registered. True: the waiter is told once, later, or, where
    /// the log has failed, at once on this thread.
    /// </summary>
    public bool RegisterFlushWaiter(long flushOffset, IFlushWaiter waiter, long token) =>
        _services.Options.FlushPolicy == FlushPolicy.Group && _flushWaiters.Register(flushOffset, waiter, token);

    /// <summary>
    /// False when <see cref="ChangeStamp"/> is no longer <paramref name="seenStamp"/> (look again): nothing was registered. True: the waiter is told once, at the next change.
    /// Read the stamp before reading the log.
    /// </summary>
    public bool RegisterDataWaiter(IDataWaiter waiter, long seenStamp) => _dataWaiters.Register(waiter, seenStamp);

    /// <summary>Takes a waiter out again, as when a parked fetch has timed out. A call already under way may still arrive.</summary>
    public void UnregisterDataWaiter(IDataWaiter waiter) => _dataWaiters.Unregister(waiter);

    /// <summary>
    /// Copies whole batches into <paramref name="into"/>, starting with the one containing <paramref name="fetchOffset"/>, up to <paramref name="limitOffset"/>
    /// (pass the high watermark or the last stable offset). Offsets outside [start, end] give <see cref="KafkaError.OffsetOutOfRange"/>; at the limit, 0 bytes and no error.
    /// </summary>
    public ReadResult Read(long fetchOffset, long limitOffset, Span<byte> into) => Reader.Read(fetchOffset, limitOffset, into);

    /// <summary>About how many bytes a read from <paramref name="fetchOffset"/> to <paramref name="limitOffset"/> could give; cheap, for min_bytes decisions.</summary>
    public long AvailableBytes(long fetchOffset, long limitOffset) => Reader.AvailableBytes(fetchOffset, limitOffset);

    /// <summary>Adds the aborted transactions overlapping [from, to) to <paramref name="into"/>.</summary>
    public void AbortedTransactions(long from, long to, List<AbortedTransaction> into)
    {
        foreach (var segment in Segments)
            if (segment.NextOffset > from) segment.CollectAborted(from, to, into);
    }

    /// <summary>First record with a timestamp of at least <paramref name="timestamp"/> below the high watermark, exact to the record.</summary>
    public TimestampOffset OffsetForTimestamp(long timestamp) => TimestampLookup.FirstAtOrAfter(this, timestamp);

    /// <summary>First record carrying the largest timestamp below the high watermark.</summary>
    public TimestampOffset MaxTimestamp() => TimestampLookup.Largest(this);

    /// <summary>Whether this producer has a transaction open here; what the coordinator asks before it writes a marker.</summary>
    public bool HasOpenTransaction(long producerId)
    {
        lock (_append) return _producers.HasOpenTransaction(producerId);
    }

    /// <summary>Raises the log start (-1: to the high watermark) and persists it before returning. Gives the new low watermark, or OffsetOutOfRange.</summary>
    public KafkaError DeleteRecordsTo(long offset, out long lowWatermark)
    {
        lock (_append)
        {
            lowWatermark = -1;
            if (Fault != KafkaError.None) return Fault;
            var target = offset == -1 ? _highWatermark : offset;
            if (target < 0 || target > _highWatermark) return KafkaError.OffsetOutOfRange;
            lowWatermark = Math.Max(target, _logStart);
            Volatile.Write(ref _logStart, lowWatermark);
        }
        try
        {
            _services.WriteCheckpoint();
        }
        catch (IOException e)
        {
            // Deleted for readers already, but a crash would bring the records back: the client has to ask again.
            _services.Log.AppendFailed(Topic, Index, e);
            return KafkaError.KafkaStorageError;
        }
        finally
        {
            _dataWaiters.Wake(this);
        }
        return KafkaError.None;
    }

    public override void FlushNow()
    {
        lock (_flush)
        {
            Segment? active;
            Segment[] rolled = [];
            byte[][] snapshots = [];
            bool directory;
            long end;
            lock (_append)
            {
                if (Fault != KafkaError.None) return;
                active = _segments.Length == 0 ? null : _segments[^1];
                if (_unflushed.Count > 0) (rolled, snapshots) = ([.. _unflushed], [.. _snapshots]);
                directory = _directoryDirty;
                end = _logEnd;
                _unflushed.Clear();
                _snapshots.Clear();
                _directoryDirty = false;
            }
            try
            {
                foreach (var segment in rolled) SegmentCloser.Close(segment, _services.Log);
                foreach (var snapshot in snapshots) SegmentCloser.WriteSnapshot(Directory, snapshot, _services.Log);
                if (active is not null && end > FlushedOffset) NativeFile.SyncData(active.Handle());
                if (directory) NativeFile.SyncDirectory(Directory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // What the kernel holds after a failed sync is unknown, so nothing more may be acknowledged from this log.
                _services.Log.FlushFailed(Topic, Index, e);
                SetFault(KafkaError.KafkaStorageError);
                return;
            }
            lock (_append)
            {
                Volatile.Write(ref _flushed, end);
                _producers.MarkersFlushedTo(end);
                PublishWatermarks();
            }
            _flushWaiters.Complete(end);
            if (_services.Options.FlushPolicy == FlushPolicy.Group) _dataWaiters.Wake(this);
        }
    }

    /// <summary>Takes over what recovery found.</summary>
    internal void Adopt(RecoveredLog recovered)
    {
        lock (_append)
        {
            _segments = recovered.Segments;
            _producers = recovered.Producers;
            _logStart = recovered.LogStart;
            _logEnd = recovered.LogEnd;
            _flushed = recovered.LogEnd;
            CleanedTo = recovered.CleanedTo;
            PublishWatermarks();
        }
        _flushWaiters.Complete(recovered.LogEnd);
    }

    /// <summary>A partition that recovery would not start: nothing works on it, and the checkpoint keeps saying what it said.</summary>
    internal void Refuse(CheckpointEntry checkpoint)
    {
        _refused = checkpoint;
        SetFault(KafkaError.KafkaStorageError);
    }

    /// <summary>What the checkpoint file is to say; null when there is nothing to say yet.</summary>
    internal CheckpointEntry? Checkpoint()
    {
        if (_refused is { } refused) return refused;
        lock (_append) return _flushed == 0 && _logStart == 0 ? null : new CheckpointEntry(_flushed, _logStart, CleanedTo);
    }

    internal void SetFault(KafkaError error)
    {
        if (Interlocked.CompareExchange(ref _fault, (int)error, 0) != 0) return;
        _flushWaiters.Fail(error);
        _dataWaiters.Wake(this);
    }

    /// <summary>Closes the segment being written and starts an empty one, whose file name carries the end offset.</summary>
    internal void RollForMaintenance()
    {
        lock (_append)
        {
            if (_segments.Length == 0 || _segments[^1].Size == 0 || Fault != KafkaError.None) return;
            Roll().Handle();
        }
        FlushNow();
    }

    /// <summary>Puts <paramref name="replacement"/> (or nothing) where <paramref name="replaced"/> were. They must be neighbours, none of them being written.</summary>
    internal void ReplaceSegments(IReadOnlyList<Segment> replaced, Segment? replacement)
    {
        lock (_append)
        {
            List<Segment> segments = [.. _segments];
            var at = segments.IndexOf(replaced[0]);
            segments.RemoveRange(at, replaced.Count);
            if (replacement is not null) segments.Insert(at, replacement);
            Volatile.Write(ref _segments, [.. segments]);
            if (segments.Count > 0 && segments[0].BaseOffset > _logStart && replacement is null) Volatile.Write(ref _logStart, segments[0].BaseOffset);
        }
        Reader.Forget();
        _dataWaiters.Wake(this);
    }

    /// <summary>Last offsets of every producer still known; compaction keeps the headers that carry them.</summary>
    internal Dictionary<long, long> LastOffsetsOfProducers()
    {
        lock (_append)
        {
            var result = new Dictionary<long, long>(_producers.Count);
            foreach (var state in _producers.All) result[state.ProducerId] = state.LastOffset;
            return result;
        }
    }

    internal void ExpireProducers(long olderThanMs)
    {
        lock (_append) _producers.Expire(olderThanMs);
    }

    /// <summary>Clean stop: everything on disk, index and producer snapshot beside it, files closed.</summary>
    internal void Close()
    {
        FlushNow();
        lock (Maintenance)
        {
            lock (_flush)
            {
                byte[]? snapshot = null;
                lock (_append)
                {
                    if (Fault == KafkaError.None && _segments.Length > 0 && _flushed == _logEnd) snapshot = ProducerSnapshotFile.Serialize(_producers, _logEnd);
                }
                SetFault(KafkaError.KafkaStorageError);
                if (snapshot is not null)
                {
                    SegmentCloser.Close(Segments[^1], _services.Log);
                    SegmentCloser.WriteSnapshot(Directory, snapshot, _services.Log);
                }
            }
        }
        foreach (var segment in Segments) segment.Retire();
    }

    /// <summary>The topic is gone: nobody gets anything any more, and the files go.</summary>
    internal void Delete()
    {
        SetFault(KafkaError.UnknownTopicOrPartition);
        lock (Maintenance)
        {
            lock (_flush)
            {
                foreach (var segment in Segments) segment.Retire();
                if (System.IO.Directory.Exists(Directory)) System.IO.Directory.Delete(Directory, recursive: true);
            }
        }
    }

    AppendResult Store(Span<byte> batch, AppendOrigin origin, TopicConfig config)
    {
        lock (_append)
        {
            if (Fault != KafkaError.None) return AppendResult.Fail(Fault, _logStart);
            var producer = Batch.ProducerId(batch);
            if (producer >= 0)
            {
                var error = CheckProducer(batch, origin, out var duplicate, out var original);
                if (error != KafkaError.None) return AppendResult.Fail(error, _logStart);
                if (duplicate)
                {
                    return new AppendResult
                    {
                        BaseOffset = original.FirstOffset, FlushOffset = original.LastOffset + 1, Duplicate = true, LogStartOffset = _logStart,
                        AppendTimeMs = config.LogAppendTime ? original.Timestamp : -1,
                    };
                }
            }
            var now = _services.NowMs();
            if (config.LogAppendTime && origin == AppendOrigin.Client) StampAppendTime(batch, now);
            try
            {
                Write(batch, config, now);
            }
            catch (IOException e)
            {
                // Nothing was counted: the next append overwrites whatever part of this one reached the file.
                _services.Log.AppendFailed(Topic, Index, e);
                return AppendResult.Fail(KafkaError.KafkaStorageError, _logStart, "The broker could not write to its disk.");
            }
            if (producer >= 0) NoteProducer(batch, origin, now);
            var baseOffset = Batch.BaseOffset(batch);
            var end = Batch.LastOffset(batch) + 1;
            Volatile.Write(ref _logEnd, end);
            PublishWatermarks();
            return new AppendResult
            {
                BaseOffset = baseOffset, FlushOffset = end, LogStartOffset = _logStart, AppendTimeMs = config.LogAppendTime ? now : -1,
            };
        }
    }

    KafkaError CheckProducer(ReadOnlySpan<byte> batch, AppendOrigin origin, out bool duplicate, out ProducerBatch original)
    {
        duplicate = false;
        original = default;
        if (origin == AppendOrigin.Coordinator) return _producers.CheckMarker(batch);
        var error = _producers.Check(batch, out duplicate, out original);
        if (error != KafkaError.None || duplicate || (Batch.Attributes(batch) & Batch.TransactionalBit) == 0) return error;
        return _services.TransactionGate?.Check(this, Batch.ProducerId(batch), Batch.ProducerEpoch(batch)) ?? KafkaError.None;
    }

    void NoteProducer(ReadOnlySpan<byte> batch, AppendOrigin origin, long now)
    {
        if (origin == AppendOrigin.Client) _producers.NoteBatch(batch, now);
        else if (_producers.NoteMarker(batch, now, flushed: false) is { } aborted) _segments[^1].NoteAborted(aborted);
        if (_services.Options.FlushPolicy != FlushPolicy.Group) _producers.MarkersFlushedTo(long.MaxValue);
    }

    void Write(Span<byte> batch, TopicConfig config, long now)
    {
        var active = _segments.Length == 0 ? null : _segments[^1];
        if (active is null || active.Size > 0 && MustRoll(active, batch.Length, config, now)) active = Roll();
        Batch.SetBaseOffset(batch, _logEnd);
        Batch.SetLeaderEpoch(batch, LeaderEpoch);
        RandomAccess.Write(active.Handle(), batch, active.Size);
        if (active.FirstAppendMs == 0) active.FirstAppendMs = now;
        active.LastUseMs = now;
        active.Note(batch, batch.Length, _services.Options.IndexIntervalBytes);
    }

    static bool MustRoll(Segment active, int bytes, TopicConfig config, long now) =>
        (long)active.Size + bytes > config.SegmentBytes || active.FirstAppendMs > 0 && now - active.FirstAppendMs >= config.SegmentMs;

    Segment Roll()
    {
        var first = _segments.Length == 0;
        if (first)
        {
            System.IO.Directory.CreateDirectory(Directory);
            var topic = Path.GetDirectoryName(Directory)!;
            NativeFile.SyncDirectory(topic);
            NativeFile.SyncDirectory(Path.GetDirectoryName(topic)!);
        }
        else
        {
            _unflushed.Add(_segments[^1]);
            _snapshots.Add(ProducerSnapshotFile.Serialize(_producers, _logEnd));
        }
        var next = new Segment(Directory, _logEnd);
        Volatile.Write(ref _segments, [.. _segments, next]);
        _directoryDirty = true;
        _services.Flusher.MarkDirty(this);
        return next;
    }

    static void StampAppendTime(Span<byte> batch, long now)
    {
        Batch.SetAttributes(batch, (short)(Batch.Attributes(batch) | Batch.LogAppendTimeBit));
        Batch.SetMaxTimestamp(batch, now);
        Batch.SealCrc(batch);
    }

    void PublishWatermarks()
    {
        var high = _services.Options.FlushPolicy == FlushPolicy.Group ? _flushed : _logEnd;
        Volatile.Write(ref _highWatermark, high);
        Volatile.Write(ref _lastStable, _producers.FirstUnstable(high));
    }
}
