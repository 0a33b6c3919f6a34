using System.Net;
using System.Net.Mime;

namespace AuditOps.Simulator.Notifications;

/// <summary>Asks a notification address to repeat a token, before it is told anything.</summary>
internal sealed class HandshakeClient(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<bool> PassesAsync(string url, CancellationToken cancel)
    {
        // With blanks and signs that have to be decoded, as the service's tokens have.
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {time.GetUtcNow().Ticks:x}+/=&%";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{url}{(url.Contains('?') ? '&' : '?')}validationToken={Uri.EscapeDataString(token)}") { Content = new StringContent("") };
        request.Content.Headers.ContentType = new(MediaTypeNames.Text.Plain) { CharSet = "utf-8" };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await http.SendAsync(request, limit.Token);
            return answer.StatusCode == HttpStatusCode.OK
                && answer.Content.Headers.ContentType?.MediaType == MediaTypeNames.Text.Plain
                && await answer.Content.ReadAsStringAsync(limit.Token) == token;
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }
}
