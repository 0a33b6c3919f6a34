using System.Globalization;
using System.Net.Http.Json;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Management;

/// <summary>Asks a webhook's owner to prove that it wants the notifications, before a subscription is made or changed.</summary>
internal sealed class WebhookValidator(HttpClient http, TimeProvider time, ulong seed)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private long _number;

    /// <returns>Null when the webhook passed.</returns>
    public async Task<(string Code, string Message)?> RefusalAsync(Webhook webhook, CancellationToken cancel)
    {
        if (!Uri.TryCreate(webhook.Address, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
            return ("AF20021", $"The webhook endpoint ({webhook.Address}) could not be validated. The address must be https.");
        if (webhook.Expiration is not null && DateTime.TryParse(webhook.Expiration, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var expires) && expires < time.GetUtcNow().UtcDateTime)
            return ("AF20003", $"Expiration {webhook.Expiration} provided is set to past date and time.");
        var code = new Dice(Mix.Of(seed, (ulong)Interlocked.Increment(ref _number))).Guid().ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new { validationCode = code }) };
        if (webhook.AuthId is not null) request.Headers.TryAddWithoutValidation("Webhook-AuthID", webhook.AuthId);
        request.Headers.TryAddWithoutValidation("Webhook-ValidationCode", code);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Deadline);
        try
        {
            using var answer = await http.SendAsync(request, limit.Token);
            return answer.StatusCode == System.Net.HttpStatusCode.OK ? null : ("AF20021", $"The webhook endpoint ({webhook.Address}) could not be validated. It answered {(int)answer.StatusCode}.");
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return ("AF20021", $"The webhook endpoint ({webhook.Address}) could not be validated. {failed.GetType().Name}");
        }
    }
}
