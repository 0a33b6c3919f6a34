using AuditOps.Kafka.Transactions.Internal;
using Microsoft.Extensions.Logging;

namespace AuditOps.Kafka.Transactions;

/// <summary>
/// Publishes chunks of records, each in one Kafka transaction: read_committed readers see a chunk whole, once, or not at all. One thread.
/// A chunk is kept by the caller until it is published, so a repeat after an abort reads nothing again.
/// What follows an error of librdkafka: retriable → the same call again; abortable → abort and the chunk again; fenced → the end; any other fatal one
/// → a new producer, and whether the chunk was committed is asked of the log itself.
/// </summary>
public sealed class TransactionalPublisher : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly KafkaClientFactory _clients;
    private readonly TransactionalPublisherOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<TransactionalPublisher> _logger;
    private readonly CancellationToken _cancel;
    private ProducerSession? _session;
    private long _began;
    private long _asked;

    /// <param name="cancel">Asks for an early end; the chunk in hand has the grace of the options.</param>
    public TransactionalPublisher(KafkaClientFactory clients, TransactionalPublisherOptions options, TimeProvider time, ILogger<TransactionalPublisher> logger, CancellationToken cancel)
    {
        _clients = clients;
        _options = options;
        _time = time;
        _logger = logger;
        _cancel = cancel;
    }

    /// <summary>Transactions that were aborted and tried again.</summary>
    public int Aborts { get; private set; }

    /// <summary>Takes the transactional id: an older holder is fenced and its open transaction ended. Read the cursor after this, not before.</summary>
    /// <exception cref="KafkaAccessException">The coordinator does not answer in time, or refuses.</exception>
    public void Initialize()
    {
        Begin();
        Open();
    }

    /// <summary>Publishes a chunk; on return it is committed.</summary>
    /// <param name="chunk">In this order; the order of one partition is kept.</param>
    /// <param name="isCommitted">
    /// Tells from the log whether this chunk is there, by a record that every chunk changes (its cursor). Asked only when the outcome of a commit is unknown
    /// because the producer was lost, after its successor has ended whatever was open.
    /// </param>
    /// <param name="fence">Lets the chunk be committed only while the writer holds its partitions; null = the transactional id alone decides.</param>
    /// <exception cref="KafkaAccessException">Fenced: nothing more may be written under this id. Otherwise the chunk was refused or not taken in time.</exception>
    public void Publish(IReadOnlyList<PendingRecord> chunk, Func<bool> isCommitted, GroupFence? fence = null)
    {
        Begin();
        var pause = FirstPause;
        while (true)
        {
            if (_session is null)
            {
                Open();
                if (isCommitted()) return;
            }

            var outcome = _session!.Run(chunk, fence, GiveUp);
            var reason = _session.Reason;
            switch (outcome)
            {
                case Outcome.Committed:
                    return;
                case Outcome.Fenced:
                    throw new KafkaAccessException(KafkaErrorCode.Fenced, $"another process writes as {_options.TransactionalId} now, or Kafka ended a transaction that took too long; this one stops.");
                case Outcome.Displaced:
                    throw new KafkaAccessException(KafkaErrorCode.Displaced, $"{_options.TransactionalId} no longer holds what it writes for: {reason}.");
                case Outcome.Refused:
                    throw new KafkaAccessException(KafkaErrorCode.NotCommitted, $"Kafka does not take the records: {reason}.");
                case Outcome.Lost:
                    Log.ProducerLost(_logger, _options.TransactionalId, reason);
                    _session.Dispose();
                    _session = null;
                    break;
                default:
                    Aborts++;
                    Log.TransactionAborted(_logger, _options.TransactionalId, chunk.Count, reason);
                    break;
            }

            if (GiveUp()) throw new KafkaAccessException(KafkaErrorCode.NotCommitted, $"Kafka did not confirm {chunk.Count} records in time: {reason}.");
            Pause(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public void Dispose() => _session?.Dispose();

    private void Begin()
    {
        _began = _time.GetTimestamp();
        _asked = 0;
    }

    private void Open()
    {
        var session = new ProducerSession(_clients, _options);
        try
        {
            session.Initialize(GiveUp);
            _session = session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private bool GiveUp()
    {
        if (_time.GetElapsedTime(_began) > _options.GiveUpAfter) return true;
        if (!_cancel.IsCancellationRequested) return false;
        if (_asked == 0) _asked = _time.GetTimestamp();
        return _time.GetElapsedTime(_asked) > _options.Grace;
    }

    /// <summary>A pause that an asked-for end does not shorten: the grace decides then.</summary>
    private static void Pause(TimeSpan pause)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(pause);
    }
}
