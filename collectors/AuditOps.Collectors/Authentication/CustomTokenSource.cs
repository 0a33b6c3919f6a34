using System.Text.Json;
using AuditOps.Collectors.Configuration;

namespace AuditOps.Collectors.Authentication;

/// <summary>
/// Tokens by the client credentials grant (RFC 6749, 4.4) from an authority that Azure.Identity does not take: one on plain http, as a simulated tenant on this machine has.
/// One request at a time; a token is renewed five minutes before its end, or at half its life when it lives shorter.
/// </summary>
internal sealed class CustomTokenSource(TenantOptions tenant, HttpClient http, TimeProvider time) : ITokenSource, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private const int LargestAnswer = 64 << 10;

    private readonly Dictionary<string, (string Token, DateTimeOffset Renew)> _tokens = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);

    public async ValueTask<string> GetAsync(string scope, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            if (_tokens.TryGetValue(scope, out var held) && held.Renew > time.GetUtcNow()) return held.Token;
            var fetched = await FetchInTimeAsync(scope, cancel);
            _tokens[scope] = fetched;
            return fetched.Token;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Reject(string scope, string token)
    {
        _turn.Wait();
        try
        {
            if (_tokens.TryGetValue(scope, out var held) && held.Token == token) _tokens.Remove(scope);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The turn and one of the tenant's requests are held meanwhile: an authority that never answers would stop the tenant.</summary>
    private async Task<(string Token, DateTimeOffset Renew)> FetchInTimeAsync(string scope, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await FetchAsync(scope, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CollectorsException(CollectorsErrorCode.ServiceUnavailable, $"the identity platform does not answer within {Longest.TotalSeconds:0} s.");
        }
    }

    private async Task<(string Token, DateTimeOffset Renew)> FetchAsync(string scope, CancellationToken cancel)
    {
        var address = new Uri(tenant.Endpoints.Login, $"{tenant.TenantId}/oauth2/v2.0/token");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(Form(scope, address)) };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        await answer.Content.LoadIntoBufferAsync(LargestAnswer, cancel);
        var body = await answer.Content.ReadAsByteArrayAsync(cancel);
        if ((int)answer.StatusCode is 429 or >= 500) throw new HttpRequestException(HttpRequestError.Unknown, "the identity platform answers with an error of its own", null, answer.StatusCode);
        try
        {
            using var json = JsonDocument.Parse(body);
            if (answer.IsSuccessStatusCode)
            {
                var life = TimeSpan.FromSeconds(json.RootElement.GetProperty("expires_in").GetInt64());
                return (json.RootElement.GetProperty("access_token").GetString()!, time.GetUtcNow() + (life > 2 * Margin ? life - Margin : life / 2));
            }

            var code = EntraErrors.CodeIn(json.RootElement.TryGetProperty("error_description", out var text) ? text.GetString() : null);
            throw new CollectorsException(code is null ? CollectorsErrorCode.CredentialsRefused : EntraErrors.Means(code), EntraErrors.Explain(code)) { ServiceCode = code };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CollectorsException(CollectorsErrorCode.ServiceUnavailable, $"the identity platform's answer ({(int)answer.StatusCode}) is not a token answer.");
        }
    }

    private List<KeyValuePair<string, string>> Form(string scope, Uri address)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials"), new("client_id", tenant.ClientId.ToString()), new("scope", scope)];
        if (tenant.Credential.Certificate is { } certificate)
        {
            form.Add(new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
            form.Add(new("client_assertion", ClientAssertion.Make(certificate, tenant.ClientId.ToString(), address.ToString(), time.GetUtcNow())));
        }
        else
        {
            form.Add(new("client_secret", tenant.Credential.ClientSecret!.Reveal()));
        }

        return form;
    }
}
