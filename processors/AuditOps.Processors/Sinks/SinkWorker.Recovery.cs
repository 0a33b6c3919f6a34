using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <content>What happens between being given partitions and reading them.</content>
internal sealed partial class SinkWorker
{
    private Dictionary<int, long> _epochs = [];
    private Task<SinkResume>? _recovering;
    private bool _mustRecover;
    private long _interruptedAt;

    /// <summary>A partition begins behind the place to read from.</summary>
    private bool _isOutOfRange;

    /// <summary>The last job, whatever became of it: the next one waits for its end, because they share the producer.</summary>
    private Task _last = Task.CompletedTask;

    private bool IsRecovering()
    {
        FinishRecovery();
        if (!_mustRecover || _recovering is not null)
            return _recovering is not null;
        if (_interruptedAt != 0 && _time.GetElapsedTime(_interruptedAt) < _options.BackOffFirst)
            return true;
        var partitions = _consumer.Assignment;
        if (partitions.Count == 0)
        {
            _mustRecover = false;
            return false;
        }

        StartRecovery(partitions);
        return true;
    }

    private void StartRecovery(List<TopicPartition> partitions)
    {
        var (member, previous, cancel) = (_consumer.ConsumerGroupMetadata, _last, NewJob());
        _mustRecover = false;
        _recovering = Task.Run(async () =>
        {
            try
            {
                await Task.WhenAny(previous);
                return await _recovery.RunAsync(_consumer, partitions, member, cancel);
            }
            finally
            {
                _jobEnded.Set();
            }
        });
        _last = _recovering;
    }

    private void FinishRecovery()
    {
        if (_recovering is not { IsCompleted: true } recovering)
            return;
        _recovering = null;
        EndJob();
        try
        {
            // Completed, so this does not block; any other fault ends the worker here.
            var resume = recovering.GetAwaiter().GetResult();
            _epochs = new Dictionary<int, long>(resume.Epochs);
            _consumer.Assign(resume.Positions);
            _isPaused = null;
            Count(resume.Repeated);
            _health.Succeeded();
        }
        catch (SinkInterruptedException e)
        {
            Interrupted(e);
        }
    }

    /// <summary>What is in hand goes; the committed plan and offsets tell how to go on.</summary>
    private void Interrupted(SinkInterruptedException e)
    {
        _health.Failed(e.Message);
        _telemetry.Interrupted(_table.Name);
        _interruptedAt = _time.GetTimestamp();
        _filling.Clear();
        _waiting.Clear();
        _fullSince = 0;
        _mustRecover = true;
        _idleSince = 0;
        _endsCommitted = false;
    }

    /// <summary>What is on its way ends first: it shares the producer, and it belongs to what the group has.</summary>
    private void WaitForRecovery()
    {
        SetPaused(true);
        PollPaused();
        if (_sending is not null || _mustRecover)
            return;
        _isOutOfRange = false;
        Interrupted(new SinkInterruptedException($"{_table.Topic} begins behind the place to read from"));
    }

    private void OnAssigned(List<TopicPartition> given)
    {
        _isPaused = null;
        _mustRecover = given.Count > 0;
        _isOutOfRange = false;
        _idleSince = 0;
        _endsCommitted = false;
        _interruptedAt = 0;
    }

    private void OnRevoked(List<TopicPartitionOffset> removed)
    {
        Log.SinkRevoked(_logger, _table.Name, removed.Count);
        Drain();
    }

    private void OnLost(List<TopicPartitionOffset> removed)
    {
        Log.SinkRevoked(_logger, _table.Name, removed.Count);
        Forget();
    }
}
