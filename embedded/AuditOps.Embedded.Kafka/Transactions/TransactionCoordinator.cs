using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire.Messages;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>
/// Transactions as Apache Kafka's coordinator keeps them. Every change is on disk before its answer; an outcome once prepared is carried out by
/// <see cref="TransactionFinisher"/>, again after a restart if need be.
/// </summary>
internal sealed class TransactionCoordinator : IDeadline, IDisposable
{
    /// <summary>Most time between two looks for transactional ids nobody uses any more.</summary>
    private const long ExpiryEveryMs = 60_000;

    /// <summary>Time until an outcome that could not be written down or carried out is tried again.</summary>
    private const long RetryMs = 1000;

    private readonly LogStore _store;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly DeadlineQueue _deadlines;
    private readonly ILogger _logger;
    private readonly GroupRegistry _groups;
    private readonly TransactionLog _log;
    private readonly Dictionary<string, Transaction> _byId;
    private readonly OpenPartitions _open = new();
    private readonly ProducerEpochs _epochs;
    private readonly TransactionFinisher _finisher;
    private readonly Lock _gate = new();
    private bool _closed;

    public TransactionCoordinator(LogStore store, BrokerOptions options, TimeProvider time, DeadlineQueue deadlines, GroupRegistry groups, ILogger logger)
    {
        _store = store;
        _options = options;
        _time = time;
        _deadlines = deadlines;
        _logger = logger;
        _groups = groups;
        _log = new TransactionLog(store);
        _byId = _log.Load();
        _finisher = new TransactionFinisher(store, groups, _log.Log, time);
        _epochs = new ProducerEpochs(store, _open);
        store.TransactionGate = _open;
        foreach (var transaction in _byId.Values)
        {
            _open.SetEpoch(transaction.ProducerId, transaction.Epoch);
            if (transaction.State == TransactionState.Ongoing) Reopen(transaction);
        }
        ScheduleExpiry();
    }

    private long UnixNowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Carries out what was decided before the broker went down. Call once, before clients are served.</summary>
    public async Task RecoverAsync()
    {
        List<Transaction> decided;
        lock (_gate)
        {
            decided = _byId.Values.Where(transaction => transaction.IsPreparing).ToList();
            Expire();
        }
        foreach (var transaction in decided) await FinishAsync(transaction);
    }

    public async Task<InitProducerIdResponse> InitAsync(InitProducerIdRequest request)
    {
        var id = request.TransactionalId!;
        if (id.Length == 0) return new InitProducerIdResponse { Error = KafkaError.InvalidRequest };
        if (request.TransactionTimeoutMs <= 0 || request.TransactionTimeoutMs > _options.MaxTransactionTimeout.TotalMilliseconds)
            return new InitProducerIdResponse { Error = KafkaError.InvalidTransactionTimeout };
        Transaction? transaction;
        Task<KafkaError> flushed;
        lock (_gate)
        {
            transaction = _byId.GetValueOrDefault(id);
            var refusal = transaction is null ? KafkaError.None : ProducerEpochs.Check(transaction, request);
            if (refusal != KafkaError.None) return new InitProducerIdResponse { Error = refusal };
            flushed = Task.FromResult(KafkaError.None);
            if (transaction?.State == TransactionState.Ongoing)
            {
                _epochs.Fence(transaction, request);
                flushed = Prepare(transaction, commit: false);
            }
        }
        var aborted = await flushed;
        if (aborted == KafkaError.None && transaction is not null) aborted = await FinishAsync(transaction);
        if (aborted != KafkaError.None) return new InitProducerIdResponse { Error = KafkaError.ConcurrentTransactions };
        InitProducerIdResponse response;
        lock (_gate) response = Give(id, request, out flushed);
        var error = await flushed;
        if (error == KafkaError.None && response.Error == KafkaError.None) error = _finisher.Force();
        return error == KafkaError.None ? response : new InitProducerIdResponse { Error = error };
    }

    public async Task<AddPartitionsToTxnResponse> AddPartitionsAsync(AddPartitionsToTxnRequest request)
    {
        Task<KafkaError>? flushed = null;
        KafkaError error;
        var response = new AddPartitionsToTxnResponse();
        lock (_gate)
        {
            error = CheckProducer(request.TransactionalId, request.ProducerId, request.ProducerEpoch, out var transaction);
            List<(Guid TopicId, int Partition)> wanted = [];
            var unknown = false;
            foreach (var topic in request.Topics)
            {
                var result = new TopicErrors { Name = topic.Name };
                response.Topics.Add(result);
                foreach (var partition in topic.Partitions)
                {
                    var log = _store.Partition(topic.Name, partition);
                    unknown |= log is null;
                    result.Partitions.Add(new PartitionError { Index = partition, Error = log is null ? KafkaError.UnknownTopicOrPartition : KafkaError.None });
                    if (log is not null) wanted.Add((log.TopicId, partition));
                }
            }
            if (error == KafkaError.None && unknown)
            {
                // All or none: what could have been added is said not to have been tried.
                foreach (var result in response.Topics.SelectMany(topic => topic.Partitions))
                {
                    if (result.Error == KafkaError.None) result.Error = KafkaError.OperationNotAttempted;
                }
                return response;
            }
            if (error == KafkaError.None) flushed = Join(transaction!, wanted, group: null);
        }
        if (flushed is not null) error = await flushed;
        if (error == KafkaError.None) error = _finisher.Force();
        if (error == KafkaError.None) return response;
        foreach (var result in response.Topics.SelectMany(topic => topic.Partitions)) result.Error = error;
        return response;
    }

    public async Task<KafkaError> AddOffsetsAsync(AddOffsetsToTxnRequest request)
    {
        Task<KafkaError> flushed;
        lock (_gate)
        {
            var error = CheckProducer(request.TransactionalId, request.ProducerId, request.ProducerEpoch, out var transaction);
            if (error == KafkaError.None && request.GroupId.Length == 0) error = KafkaError.InvalidGroupId;
            if (error != KafkaError.None) return error;
            flushed = Join(transaction!, [], request.GroupId);
        }
        var saved = await flushed;
        return saved == KafkaError.None ? _finisher.Force() : saved;
    }

    public async Task<TxnOffsetCommitResponse> CommitOffsetsAsync(TxnOffsetCommitRequest request, Func<string, bool> mayRead)
    {
        Task<KafkaError> flushed;
        var response = new TxnOffsetCommitResponse();
        lock (_gate)
        {
            var error = CheckProducer(request.TransactionalId, request.ProducerId, request.ProducerEpoch, out var transaction);
            if (error == KafkaError.ProducerFenced) error = KafkaError.InvalidProducerEpoch;
            if (error == KafkaError.None && (transaction!.State != TransactionState.Ongoing || !transaction.Groups.Contains(request.GroupId))) error = KafkaError.InvalidTxnState;
            flushed = error == KafkaError.None
                ? _groups.Offsets.Hold(request, Check, response)
                : Task.FromResult(error);
        }
        var outcome = await flushed;
        if (outcome != KafkaError.None) Groups.GroupOffsets.Fill(response, request, outcome);
        return response;

        KafkaError Check(string topic, int partition) =>
            !mayRead(topic) ? KafkaError.TopicAuthorizationFailed : _store.Partition(topic, partition) is null ? KafkaError.UnknownTopicOrPartition : KafkaError.None;
    }

    public async Task<KafkaError> EndAsync(EndTxnRequest request)
    {
        Transaction? transaction;
        Task<KafkaError> flushed;
        lock (_gate)
        {
            var error = CheckProducer(request.TransactionalId, request.ProducerId, request.ProducerEpoch, out transaction);
            if (error != KafkaError.None) return error;
            var state = transaction!.State;
            if (state != TransactionState.Ongoing)
            {
                // The answer to the first request was lost: the same outcome again is fine, another one is not.
                var repeated = state == (request.Committed ? TransactionState.CompleteCommit : TransactionState.CompleteAbort);
                return repeated ? KafkaError.None : KafkaError.InvalidTxnState;
            }
            flushed = Prepare(transaction, request.Committed);
        }
        var prepared = await flushed;
        if (prepared != KafkaError.None) return prepared;
        return await FinishAsync(transaction) == KafkaError.None ? KafkaError.None : KafkaError.CoordinatorNotAvailable;
    }

    public void OnTimer(Transaction transaction, long dueMs)
    {
        Task<KafkaError> flushed;
        lock (_gate)
        {
            if (_closed) return;
            if (transaction.TimerDueMs == dueMs) transaction.TimerDueMs = long.MaxValue;
            if (transaction.IsPreparing)
            {
                if (transaction.Finishing) return;
                // What could not be written, or is not on disk yet, is not decided: a crash now would decide otherwise.
                flushed = transaction.IsSaved ? WaitAsync(transaction) : SaveAsync(transaction);
            }
            else
            {
                if (transaction.State != TransactionState.Ongoing) return;
                var left = transaction.StartedAtMs + transaction.TimeoutMs - UnixNowMs;
                if (left > 0)
                {
                    ScheduleIn(transaction, left);
                    return;
                }
                Kafka.Log.TransactionTimedOut(_logger, transaction.Id);
                _epochs.Fence(transaction, by: null);
                flushed = Prepare(transaction, commit: false);
            }
        }
        _ = FinishAfterAsync(transaction, flushed);
    }

    /// <summary>Looks for transactional ids nobody uses any more.</summary>
    public void OnDeadline(long nowMs)
    {
        lock (_gate)
        {
            if (_closed) return;
            Expire();
            ScheduleExpiry();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _log.Dispose();
        }
    }

    private async Task FinishAfterAsync(Transaction transaction, Task<KafkaError> flushed)
    {
        if (await flushed == KafkaError.None) await FinishAsync(transaction);
    }

    /// <summary>Carries out a prepared outcome. On failure the transaction stays prepared and is tried again.</summary>
    private async Task<KafkaError> FinishAsync(Transaction transaction)
    {
        lock (_gate)
        {
            if (!transaction.IsPreparing) return KafkaError.None;
            if (transaction.Finishing || !transaction.IsSaved || _closed) return KafkaError.ConcurrentTransactions;
            transaction.Finishing = true;
        }
        var error = await _finisher.FinishAsync(transaction);
        Task<KafkaError> flushed;
        lock (_gate)
        {
            transaction.Finishing = false;
            if (_closed) return KafkaError.NotCoordinator;
            if (error != KafkaError.None)
            {
                Kafka.Log.TransactionStuck(_logger, transaction.Id, error);
                ScheduleIn(transaction, RetryMs);
                return error;
            }
            transaction.State = transaction.State == TransactionState.PrepareCommit ? TransactionState.CompleteCommit : TransactionState.CompleteAbort;
            transaction.Partitions.Clear();
            transaction.Groups.Clear();
            flushed = SaveAsync(transaction);
        }
        // Not waited for: if it is lost, the outcome is carried out once more, which changes nothing.
        _ = flushed;
        return KafkaError.None;
    }

    /// <summary>Decides the outcome.</summary>
    private Task<KafkaError> Prepare(Transaction transaction, bool commit)
    {
        _open.Close(transaction);
        transaction.State = commit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort;
        return SaveAsync(transaction);
    }

    /// <summary>The next epoch of an id whose last transaction is over. Looked up again, because the wait for that may have been long.</summary>
    private InitProducerIdResponse Give(string id, InitProducerIdRequest request, out Task<KafkaError> flushed)
    {
        flushed = Task.FromResult(KafkaError.None);
        var transaction = _byId.GetValueOrDefault(id) ?? (_byId[id] = new Transaction(id));
        var refusal = transaction.State == TransactionState.Ongoing ? KafkaError.ConcurrentTransactions : ProducerEpochs.Check(transaction, request);
        if (refusal != KafkaError.None) return new InitProducerIdResponse { Error = refusal };
        try
        {
            _epochs.Give(transaction, request);
        }
        catch (EmbeddedKafkaException error)
        {
            Kafka.Log.TransactionLogFailed(_logger, error);
            return new InitProducerIdResponse { Error = error.Error };
        }
        flushed = SaveAsync(transaction);
        return new InitProducerIdResponse { ProducerId = transaction.ProducerId, ProducerEpoch = transaction.Epoch };
    }

    /// <summary>Adds partitions or a group to the open transaction, beginning one where there is none.</summary>
    private Task<KafkaError> Join(Transaction transaction, List<(Guid TopicId, int Partition)> partitions, string? group)
    {
        var begins = transaction.State != TransactionState.Ongoing;
        var changed = begins;
        if (begins)
        {
            transaction.State = TransactionState.Ongoing;
            transaction.StartedAtMs = UnixNowMs;
            transaction.Partitions.Clear();
            transaction.Groups.Clear();
            ScheduleIn(transaction, transaction.TimeoutMs);
        }
        foreach (var partition in partitions) changed |= transaction.Partitions.Add(partition);
        if (group is not null) changed |= transaction.Groups.Add(group);
        var flushed = changed || !transaction.IsSaved ? SaveAsync(transaction) : WaitAsync(transaction);
        // Data of a transaction the log knows nothing of would stay open for ever.
        if (!transaction.IsSaved) return flushed;
        foreach (var (topicId, partition) in partitions) _open.Open(topicId, partition, transaction.ProducerId, transaction.Epoch);
        return flushed;
    }

    private KafkaError CheckProducer(string id, long producerId, short epoch, out Transaction? transaction)
    {
        transaction = _byId.GetValueOrDefault(id);
        if (transaction is null || transaction.ProducerId != producerId) return KafkaError.InvalidProducerIdMapping;
        if (transaction.Epoch != epoch) return KafkaError.ProducerFenced;
        return transaction.IsPreparing ? KafkaError.ConcurrentTransactions : KafkaError.None;
    }

    private void Reopen(Transaction transaction)
    {
        foreach (var (topicId, partition) in transaction.Partitions) _open.Open(topicId, partition, transaction.ProducerId, transaction.Epoch);
        ScheduleIn(transaction, transaction.StartedAtMs + transaction.TimeoutMs - UnixNowMs);
    }

    private bool IsExpired(Transaction transaction) =>
        transaction.State is not TransactionState.Ongoing && !transaction.IsPreparing
        && UnixNowMs - transaction.UpdatedAtMs > (long)_options.TransactionalIdExpiration.TotalMilliseconds;

    private void Expire()
    {
        try
        {
            foreach (var transaction in _byId.Values.Where(IsExpired).ToList()) Forget(transaction);
        }
        catch (EmbeddedKafkaException error)
        {
            Kafka.Log.TransactionLogFailed(_logger, error);
        }
    }

    private void ScheduleExpiry() =>
        _deadlines.Schedule(this, _deadlines.NowMs + Math.Clamp((long)_options.TransactionalIdExpiration.TotalMilliseconds / 2, 1, ExpiryEveryMs));

    private void Forget(Transaction transaction)
    {
        _log.Remove(transaction);
        _byId.Remove(transaction.Id);
        _open.Forget(transaction.ProducerId);
    }

    /// <summary>Sets the transaction's timer, unless an earlier one is set already: it looks again when it fires.</summary>
    private void ScheduleIn(Transaction transaction, long ms)
    {
        var due = _deadlines.NowMs + Math.Max(1, ms);
        if (due >= transaction.TimerDueMs) return;
        transaction.TimerDueMs = due;
        _deadlines.Schedule(new TransactionTimer(this, transaction, due), due);
    }

    private Task<KafkaError> SaveAsync(Transaction transaction)
    {
        transaction.UpdatedAtMs = UnixNowMs;
        try
        {
            transaction.IsSaved = false;
            transaction.Position = _log.Save(transaction);
            transaction.IsSaved = true;
        }
        catch (EmbeddedKafkaException error)
        {
            Kafka.Log.TransactionLogFailed(_logger, error);
            if (transaction.IsPreparing) ScheduleIn(transaction, RetryMs);
            return Task.FromResult(error.Error);
        }
        return WaitAsync(transaction);
    }

    private Task<KafkaError> WaitAsync(Transaction transaction)
    {
        var gate = new FlushGate();
        gate.Add(_log.Log, transaction.Position);
        return gate.WaitAsync();
    }
}
