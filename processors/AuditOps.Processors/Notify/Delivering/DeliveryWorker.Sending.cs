using System.Text;
using AuditOps.Processors.Notify.Sending;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Processors.Notify.Delivering;

/// <summary>The loops of the targets: attempts and their outcomes.</summary>
internal sealed partial class DeliveryWorker
{
    private const int MaxMessage = 1_000;

    private async Task SendAllAsync(TargetQueue queue)
    {
        var running = new HashSet<Task>();
        while (!_ended.Task.IsCompleted)
        {
            DeliveryItem? item;
            TimeSpan wait;
            lock (_state)
                (item, wait) = _stop.IsCancellationRequested ? (null, LongestWait) : queue.Next(_time.GetUtcNow(), LongestWait);
            running.RemoveWhere(static task => task.IsCompleted);
            if (item is not null)
            {
                running.Add(Task.Run(() => AttemptAsync(queue, item)));
                continue;
            }

            // The stop wakes it, and then the end of what is on its way.
            await queue.WaitAsync(wait, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                break;
        }

        await Task.WhenAll(running);
    }

    private async Task AttemptAsync(TargetQueue queue, DeliveryItem item)
    {
        DateTimeOffset? notBefore = null;
        try
        {
            var outcome = await TryAsync(queue, item);
            var step = StepOf(queue, item, outcome);
            notBefore = step.NextAttemptAt;
            if (await NoteAsync(item, step))
                Settle(queue, item, step, outcome);
        }
        catch (OperationCanceledException)
        {
            // The partition was taken away; who has it now sends it again.
        }
        catch (Exception e)
        {
            // The attempt's edge: a fault of ours, or Kafka away. It stays unfinished and is tried again.
            Failed(e.Message);
            Log.NotifyAttemptFailed(_logger, e, item.Planned.Target, item.Planned.DeliveryId);
            lock (_state)
            {
                item.DueAt = _time.GetUtcNow() + _options.RetryFirst;
                if (!item.IsFinished)
                    queue.Add(item);
            }
        }
        finally
        {
            lock (_state)
            {
                queue.Ended(item, notBefore);
                Monitor.PulseAll(_state);
            }
        }
    }

    private async Task<SendOutcome> TryAsync(TargetQueue queue, DeliveryItem item)
    {
        var planned = item.Planned;
        if (_time.GetUtcNow() - planned.PlannedAt > _options.ExpireAfter)
            return SendOutcome.Refused("expired", $"It was planned more than {_options.ExpireAfter.TotalHours:0.#} h ago.");
        var payload = item.Held ?? await Task.Run(() => _plans.Read(item.Partition.Partition, item.Offset), item.Partition.Taken);
        if (payload is not { } bytes)
            return SendOutcome.Refused("lost", "The plan is no longer on its topic.");
        Alert alert;
        try
        {
            alert = Codecs.Alert.Decode(bytes, _schemas);
        }
        catch (AvroException e) when (e is not UnknownSchemaException)
        {
            return SendOutcome.Refused("undecodable", $"The plan holds no alert: {e.Message}");
        }

        try
        {
            return await queue.Sender.SendAsync(planned, alert, item.Partition.Taken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The sender's edge: a fault of ours that this alert brings to light. It would come again with every attempt.
            Log.NotifyAttemptFailed(_logger, e, planned.Target, planned.DeliveryId);
            return SendOutcome.Refused("fault", $"AuditOps could not make the message: {e.GetType().Name}.");
        }
    }

    private Delivery StepOf(TargetQueue queue, DeliveryItem item, SendOutcome outcome)
    {
        var now = _time.GetUtcNow();
        var attempt = item.Attempt + 1;
        var step = item.Planned with { Attempt = attempt, At = now, Code = outcome.Code, Message = Cut(outcome.Message) };
        if (outcome.Verdict == SendVerdict.Delivered)
            return step with { State = DeliveryState.Delivered };
        if (outcome.Verdict == SendVerdict.Refused)
            return step with { State = DeliveryState.Dead };
        var next = now + _retries.After(attempt, outcome.RetryAfter);
        return next - (item.FailingSince ?? now) > queue.Target.RetryFor
            ? step with { State = DeliveryState.Dead, Message = Cut($"Given up after {attempt} attempts: {outcome.Message}") }
            : step with { State = DeliveryState.Failed, NextAttemptAt = next };
    }

    /// <summary>Writes the outcome to where the plan lies. It is true even when the partition is another's by now.</summary>
    /// <returns>False when it could not be written and the partition is gone.</returns>
    private async Task<bool> NoteAsync(DeliveryItem item, Delivery step)
    {
        var message = new Message<byte[], byte[]> { Key = Keys.Join(step.Tenant, step.DeliveryId), Value = Codecs.Delivery.Encode(step) };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _producer.ProduceAsync(item.Partition.Partition, message, CancellationToken.None);
                return true;
            }
            catch (KafkaException e)
            {
                Failed(e.Error.Reason);
                if (e.Error.IsFatal)
                {
                    // This producer never writes again, and without notes everything would be sent again and again: the role has to start anew.
                    _fatal = e;
                    await _stop.CancelAsync();
                    throw new OperationCanceledException("the producer has failed for good", e);
                }

                if (item.Partition.Taken.IsCancellationRequested)
                    return false;
                await Task.Delay(_retries.After(attempt, null), _time, item.Partition.Taken);
            }
        }
    }

    private void Settle(TargetQueue queue, DeliveryItem item, Delivery step, SendOutcome outcome)
    {
        lock (_state)
        {
            var now = _time.GetUtcNow();
            switch (step.State)
            {
                case DeliveryState.Delivered:
                    queue.Health.Succeeded(now);
                    _delivered++;
                    break;
                case DeliveryState.Failed:
                    queue.Health.Failed(now, outcome.Code, outcome.Message);
                    if (outcome.RetryAfter is not null)
                        queue.Postpone(step.NextAttemptAt!.Value);
                    break;
                default:
                    if (outcome.Verdict == SendVerdict.Retry)
                        queue.Health.Failed(now, outcome.Code, outcome.Message);
                    queue.Health.Died(now, step.Message);
                    _dead++;
                    break;
            }

            if (item.IsFinished)
            {
                queue.Release(item);
            }
            else if (step.State == DeliveryState.Failed)
            {
                item.Attempt = step.Attempt;
                item.DueAt = step.NextAttemptAt!.Value;
                item.FailingSince ??= step.At;
                queue.Add(item);
            }
            else
            {
                queue.Release(item);
                item.Partition.Finish(item);
            }
        }

        if (step.State == DeliveryState.Dead)
            Log.DeliveryDead(_logger, step.Target, step.DeliveryId, step.Attempt, step.Code ?? "");
        else if (step.State == DeliveryState.Failed)
            Log.DeliveryFailed(_logger, step.Target, step.DeliveryId, step.Attempt, step.Code ?? "", step.NextAttemptAt!.Value);
    }

    private static string? Cut(string? text) => text is { Length: > MaxMessage } ? text[..MaxMessage] : text;
}
