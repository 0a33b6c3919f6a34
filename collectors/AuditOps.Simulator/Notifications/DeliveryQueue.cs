using System.Net;

namespace AuditOps.Simulator.Notifications;

/// <summary>Sends what is due, repeats what was not accepted with growing pauses, and gives up after four hours, as Graph does.</summary>
internal sealed class DeliveryQueue(HttpClient http, TimeProvider time, ILogger logger)
{
    /// <summary>More are dropped: a receiver that has been away for long is told by a lifecycle notification instead.</summary>
    private const int Most = 5_000;

    private const int MostPauseSeconds = 600;

    /// <summary>Longer answers count as failures.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan GivenUp = TimeSpan.FromHours(4);

    private readonly Lock _lock = new();
    private readonly List<Delivery> _waiting = [];

    public void Add(Delivery delivery)
    {
        delivery.First = delivery.Due = time.GetUtcNow().UtcDateTime;
        lock (_lock)
        {
            if (_waiting.Count < Most) _waiting.Add(delivery);
            else delivery.End(false);
        }
    }

    public async Task SendDueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        List<Delivery> due;
        lock (_lock)
        {
            due = _waiting.FindAll(delivery => delivery.Due <= now);
            _waiting.RemoveAll(due.Contains);
        }

        await Task.WhenAll(due.Select(delivery => SendAsync(delivery, cancel)));
    }

    private async Task SendAsync(Delivery delivery, CancellationToken cancel)
    {
        delivery.Attempts++;
        var reason = await AttemptAsync(delivery, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        if (reason is null || now - delivery.First > GivenUp)
        {
            delivery.End(reason is null);
            return;
        }

        Log.NotificationFailed(logger, new Uri(delivery.Address).Host, delivery.Attempts, reason);
        delivery.Due = now.AddSeconds(Math.Min(Math.Pow(2, delivery.Attempts - 1), MostPauseSeconds));
        lock (_lock)
            _waiting.Add(delivery);
    }

    private async Task<string?> AttemptAsync(Delivery delivery, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Address) { Content = new ByteArrayContent(delivery.Body) };
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        foreach (var (name, value) in delivery.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var accepted = delivery.OnlyOk ? answer.StatusCode == HttpStatusCode.OK : answer.IsSuccessStatusCode;
            return accepted ? null : $"it answered {(int)answer.StatusCode}";
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return failed.GetType().Name;
        }
    }
}
