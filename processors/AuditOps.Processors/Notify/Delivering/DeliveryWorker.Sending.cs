using System.Globalization;
using AuditOps.Engines.Alerts;
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
            IReadOnlyList<DeliveryItem> items;
            TimeSpan wait;
            lock (_state)
                (items, wait) = _stop.IsCancellationRequested ? ([], LongestWait) : queue.Next(_time.GetUtcNow(), LongestWait);
            running.RemoveWhere(static task => task.IsCompleted);
            if (items.Count > 0)
            {
                running.Add(Task.Run(() => AttemptAsync(queue, items)));
                continue;
            }

            // The stop wakes it, and then the end of what is on its way.
            await queue.WaitAsync(wait, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                break;
        }

        await Task.WhenAll(running);
    }

    private async Task AttemptAsync(TargetQueue queue, IReadOnlyList<DeliveryItem> items)
    {
        DateTimeOffset? notBefore = null;
        var ended = new HashSet<DeliveryItem>();
        using var taken = CancellationTokenSource.CreateLinkedTokenSource([.. items.Select(static item => item.Partition.Taken).Distinct()]);
        try
        {
            var outcome = items.Count == 1 ? await TryAsync(queue, items[0], taken.Token) : await TryTogetherAsync(queue, items, taken.Token);
            // Those that go together come back together.
            var now = _time.GetUtcNow();
            var next = now + _retries.After(items[0].Attempt + 1, outcome.RetryAfter);
            notBefore = outcome.Verdict == SendVerdict.Retry ? next : null;
            await Task.WhenAll(items.Select(item => EndAsync(queue, item, StepOf(queue, item, outcome, now, next, items.Count - 1), outcome, ended)));
        }
        catch (OperationCanceledException)
        {
            // A partition was taken away; who has it now sends it again, and here the others of the same message are.
            Again(queue, items.Where(item => !ended.Contains(item) && !item.Partition.Taken.IsCancellationRequested));
        }
        catch (Exception e)
        {
            // The attempt's edge: a fault of ours, or Kafka away. It stays unfinished and is tried again.
            Failed(e.Message);
            Log.NotifyAttemptFailed(_logger, e, items[0].Planned.Target, items[0].Planned.DeliveryId);
            Again(queue, items.Where(item => !ended.Contains(item)));
        }
        finally
        {
            lock (_state)
            {
                queue.Ended(items, notBefore);
                Monitor.PulseAll(_state);
            }
        }
    }

    private void Again(TargetQueue queue, IEnumerable<DeliveryItem> items)
    {
        lock (_state)
        {
            foreach (var item in items.Where(static item => !item.IsFinished))
            {
                item.DueAt = _time.GetUtcNow() + _options.RetryFirst;
                queue.Add(item);
            }
        }
    }

    private async Task EndAsync(TargetQueue queue, DeliveryItem item, Delivery step, SendOutcome outcome, HashSet<DeliveryItem> ended)
    {
        if (!await NoteAsync(item, step))
            return;
        lock (_state)
        {
            // The receiver was asked once, for however many.
            Settle(queue, item, step, outcome, isFirst: ended.Count == 0);
            ended.Add(item);
        }
    }

    /// <summary>Many deliveries as one message. Names are of what is in memory, and of the first few in any case; numbers are of all.</summary>
    private async Task<SendOutcome> TryTogetherAsync(TargetQueue queue, IReadOnlyList<DeliveryItem> items, CancellationToken cancel)
    {
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        var shown = new List<Alert>();
        foreach (var item in items)
        {
            if (shown.Count >= AlertDigest.MostShown && titles.ContainsKey(item.Planned.RuleId))
                continue;
            var payload = item.Held ?? (shown.Count < AlertDigest.MostShown ? await Task.Run(() => _plans.Read(item.Partition.Partition, item.Offset), cancel) : null);
            if (payload is not { } bytes || AlertIn(bytes) is not { } alert)
                continue;
            titles.TryAdd(item.Planned.RuleId, alert.Facts.Title);
            if (shown.Count < AlertDigest.MostShown)
                shown.Add(alert);
        }

        var digest = new AlertDigest
        {
            Severity = items[0].Planned.Severity,
            Count = items.Count,
            From = items.Min(static item => item.Planned.PlannedAt),
            To = items.Max(static item => item.Planned.PlannedAt),
            Rules = Counted(items, item => titles.GetValueOrDefault(item.Planned.RuleId) ?? item.Planned.RuleId),
            Tenants = Counted(items, static item => item.Planned.Tenant),
            Shown = shown,
        };
        var id = DeliveryIds.Of(queue.Target.Name, items[0].Planned.DeliveryId, items[^1].Planned.DeliveryId, items.Count.ToString(CultureInfo.InvariantCulture));
        return await ((IDigestSender)queue.Sender).SendAsync(id, digest, cancel);
    }

    private Alert? AlertIn(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return Codecs.Alert.Decode(payload, _schemas);
        }
        catch (AvroException e) when (e is not UnknownSchemaException)
        {
            // It is counted all the same, and only not shown.
            return null;
        }
    }

    private static List<(string Name, int Count)> Counted(IReadOnlyList<DeliveryItem> items, Func<DeliveryItem, string> name) =>
        [.. items.GroupBy(name, StringComparer.Ordinal).Select(static group => (group.Key, group.Count())).OrderByDescending(static one => one.Item2).ThenBy(static one => one.Key, StringComparer.Ordinal)];

    private async Task<SendOutcome> TryAsync(TargetQueue queue, DeliveryItem item, CancellationToken cancel)
    {
        var planned = item.Planned;
        if (_time.GetUtcNow() - planned.PlannedAt > _options.ExpireAfter)
            return SendOutcome.Refused("expired", $"It was planned more than {_options.ExpireAfter.TotalHours:0.#} h ago.");
        var payload = item.Held ?? await Task.Run(() => _plans.Read(item.Partition.Partition, item.Offset), cancel);
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
            return await queue.Sender.SendAsync(planned, alert, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The sender's edge: a fault of ours that this alert brings to light. It would come again with every attempt.
            Log.NotifyAttemptFailed(_logger, e, planned.Target, planned.DeliveryId);
            return SendOutcome.Refused("fault", $"AuditOps could not make the message: {e.GetType().Name}.");
        }
    }

    private Delivery StepOf(TargetQueue queue, DeliveryItem item, SendOutcome outcome, DateTimeOffset now, DateTimeOffset next, int others)
    {
        var attempt = item.Attempt + 1;
        var step = item.Planned with { Attempt = attempt, At = now, Code = outcome.Code, Message = Cut(outcome.Message) };
        if (outcome.Verdict == SendVerdict.Delivered)
            return step with { State = DeliveryState.Delivered, Message = others == 0 ? step.Message : string.Create(CultureInfo.InvariantCulture, $"Told together with {others} others.") };
        if (outcome.Verdict == SendVerdict.Refused)
            return step with { State = DeliveryState.Dead };
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

    /// <summary>Under the worker's lock.</summary>
    private void Settle(TargetQueue queue, DeliveryItem item, Delivery step, SendOutcome outcome, bool isFirst)
    {
        // What is given up for want of room is in another queue than its target's.
        var health = QueueOf(item).Health;
        switch (step.State)
        {
            case DeliveryState.Delivered:
                health.Succeeded(step.At);
                _delivered++;
                break;
            case DeliveryState.Failed:
                if (isFirst)
                {
                    health.Failed(step.At, outcome.Code, outcome.Message);
                    Log.DeliveryFailed(_logger, step.Target, step.DeliveryId, step.Attempt, step.Code ?? "", step.NextAttemptAt!.Value);
                }

                if (outcome.RetryAfter is not null)
                    queue.Postpone(step.NextAttemptAt!.Value);
                break;
            default:
                if (outcome.Verdict == SendVerdict.Retry && isFirst)
                    health.Failed(step.At, outcome.Code, outcome.Message);
                health.Died(step.At, step.Message);
                Log.DeliveryDead(_logger, step.Target, step.DeliveryId, step.Attempt, step.Code ?? "");
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

    private static string? Cut(string? text) => text is { Length: > MaxMessage } ? text[..MaxMessage] : text;
}
