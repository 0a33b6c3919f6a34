using System.IO.Compression;
using AuditOps.Processors.Notify.Delivering;
using AuditOps.Processors.Notify.Sending;
using AuditOps.Schemas.Contracts;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Notify.Events;

/// <summary>Brings a batch to its receiver, however long that takes. A batch that is refused for what it holds is halved until the line at fault is found.</summary>
/// <param name="target">The target.</param>
/// <param name="poster">The way to it.</param>
/// <param name="bury">Notes a line that the receiver will not have.</param>
/// <param name="retries">Waits.</param>
/// <param name="health">Its health.</param>
/// <param name="time">Clock of waits.</param>
/// <param name="logger">Never sees a line.</param>
internal sealed class EventPoster(
    TargetOptions target, HttpPoster poster, Func<Delivery, CancellationToken, Task> bury, RetryPlan retries, TargetHealth health, TimeProvider time, ILogger logger)
{
    /// <summary>So many single refusals without one success are a receiver set up wrongly, not so many bad events.</summary>
    private const int MostBuriedInARow = 20;

    private int _buriedInARow;

    public long Sent { get; private set; }
    public long Buried { get; private set; }

    /// <exception cref="OperationCanceledException">The batch is another's now.</exception>
    public Task SendAsync(EventBatch batch, CancellationToken cancel) => batch.Count == 0 ? Task.CompletedTask : SendAsync(batch, 0, batch.Count, cancel);

    private async Task SendAsync(EventBatch batch, int first, int count, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            // The same lines have the same id, whenever they are sent.
            var id = DeliveryIds.Of(target.Name, batch.RefusedAt(first).DeliveryId, batch.RefusedAt(first + count - 1).DeliveryId);
            var outcome = await poster.PostAsync(id, Body(batch.Slice(first, count)), cancel);
            var now = time.GetUtcNow();
            if (outcome.Verdict == SendVerdict.Delivered)
            {
                _buriedInARow = 0;
                Sent += count;
                health.Succeeded(now);
                return;
            }

            if (outcome.Code is "http_400" or "http_413" or "http_422" && _buriedInARow < MostBuriedInARow)
            {
                if (count > 1)
                {
                    await SendAsync(batch, first, count / 2, cancel);
                    await SendAsync(batch, first + count / 2, count - count / 2, cancel);
                    return;
                }

                _buriedInARow++;
                Buried++;
                var refused = batch.RefusedAt(first);
                await bury(refused with { At = now, Code = outcome.Code, Message = $"{refused.Message}: {outcome.Message}" }, cancel);
                health.Died(now, outcome.Message);
                Log.EventDead(logger, target.Name, outcome.Code);
                return;
            }

            // Nothing is given up for the receiver's sake: what cannot be sent stays on its topic.
            health.Failed(now, outcome.Code, outcome.Message);
            var wait = retries.After(attempt, outcome.RetryAfter);
            Log.EventsWait(logger, target.Name, outcome.Code, now + wait);
            await Task.Delay(wait, time, cancel);
        }
    }

    private OutgoingBody Body(ReadOnlyMemory<byte> lines)
    {
        if (!target.Gzip)
            return new OutgoingBody(lines, EventLines.ContentType, []);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(lines.Span);
        return new OutgoingBody(packed.ToArray(), EventLines.ContentType, [], IsGzip: true);
    }
}
