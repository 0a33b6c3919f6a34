using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <content>What happens when nothing comes for a while.</content>
internal sealed partial class SinkWorker
{
    private long _idleSince;
    private bool _endsCommitted;

    /// <summary>Everything there was has been stored, some time ago, and the group may still stand before the markers behind it.</summary>
    private bool IsIdle()
    {
        if (_sending is not null || !_filling.IsEmpty || _waiting.Count > 0 || !_isDrained)
        {
            _idleSince = 0;
            return false;
        }

        if (_endsCommitted || _consumer.Assignment.Count == 0)
            return false;
        if (_idleSince == 0)
            _idleSince = _time.GetTimestamp();
        return _time.GetElapsedTime(_idleSince) >= _options.IdleCommit;
    }

    /// <summary>The empty batch of all partitions: no plan, no rows, the offsets alone.</summary>
    private void CommitEnds()
    {
        _endsCommitted = true;
        var ends = _consumer.Assignment.Select(partition => new TopicPartitionOffset(partition, _consumer.Position(partition))).Where(end => !end.Offset.IsSpecial).ToList();
        if (ends.Count == 0)
            return;
        _sending = _spare;
        var (member, previous, cancel) = (_consumer.ConsumerGroupMetadata, _last, NewJob());
        _storing = Task.Run(async () =>
        {
            try
            {
                await Task.WhenAny(previous);
                _transactions.Commit(new SinkCommit([], ends, member), cancel);
                return new SinkOutcome(0, 0);
            }
            finally
            {
                _jobEnded.Set();
            }
        });
        _last = _storing;
    }
}
