using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>
/// Posts bodies to the address of one target. It follows no redirect, keeps no cookie, uses no proxy of the environment, decompresses nothing, and reads no more of an answer
/// than it shows: what a receiver answers cannot lead elsewhere or fill memory.
/// </summary>
internal sealed class HttpPoster : IDisposable
{
    // Of an error's body; a success's is not read at all.
    private const int MaxShownBytes = 4 << 10;
    private const int MaxShownChars = 300;

    private readonly TargetOptions _target;
    private readonly Uri _address;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly WebhookSignature? _signature;

    public HttpPoster(TargetOptions target, AddressGuard guard, TimeProvider time)
    {
        _target = target;
        _time = time;
        _address = target.Address ?? throw new ArgumentException("the target has no address", nameof(target));
        _signature = target.Secret is null ? null : new WebhookSignature(target.Secret, target.PreviousSecret);
        var connector = new GuardedConnector(guard);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = Math.Max(2, target.Concurrency),
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = MaxShownBytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            // Names may lead elsewhere some day; a connection does not outlive that by much.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, cancel) =>
                new NetworkStream(await connector.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel), ownsSocket: true),
        };
        if (target.Authorities is { } authorities)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(authorities) };
        // The limit of an attempt is set for each, so that it includes the reading of the answer.
        _http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>One attempt. Whatever goes wrong is in the outcome; only the caller's own cancelling is thrown.</summary>
    public async Task<SendOutcome> PostAsync(string id, OutgoingBody body, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(_target.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var request = Request(id, body);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await JudgeAsync(response, both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return SendOutcome.Retry("timeout", $"No answer within {_target.Timeout.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException e)
        {
            return Failed(e);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string id, OutgoingBody body)
    {
        var content = new ReadOnlyMemoryContent(body.Bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(body.ContentType);
        if (body.IsGzip)
            content.Headers.ContentEncoding.Add("gzip");
        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        request.Headers.TryAddWithoutValidation("User-Agent", "AuditOps");
        foreach (var (name, value) in body.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        foreach (var (name, value) in _target.Headers)
            request.Headers.TryAddWithoutValidation(name, value.Reveal());
        var seconds = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", seconds);
        if (_signature is not null)
            request.Headers.TryAddWithoutValidation("webhook-signature", _signature.Of(id, seconds, body.Bytes.Span));
        return request;
    }

    private async Task<SendOutcome> JudgeAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var code = string.Create(CultureInfo.InvariantCulture, $"http_{status}");
        if (status is >= 200 and < 300)
            return SendOutcome.Delivered(code);
        if (status is >= 300 and < 400)
            return SendOutcome.Refused(code, $"The receiver answered {status}, a redirect, which is never followed: the target must name the final address.");
        var message = $"The receiver answered {status}{await ShownAsync(response, cancel)}.";
        return status is 408 or 425 or 429 or >= 500 ? SendOutcome.Retry(code, message, RetryAfter(response)) : SendOutcome.Refused(code, message);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wish = response.Headers.RetryAfter;
        var after = wish?.Delta ?? (wish?.Date is { } date ? date - _time.GetUtcNow() : null);
        return after > TimeSpan.Zero ? after : null;
    }

    private async Task<string> ShownAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        // What is compressed is not unpacked for the sake of a message.
        if (response.Content.Headers.ContentEncoding.Count > 0)
            return "";
        var buffer = new byte[MaxShownBytes];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            length = await body.ReadAtLeastAsync(buffer, MaxShownBytes, throwOnEndOfStream: false, cancel);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return "";
        }

        var text = Printable(Encoding.UTF8.GetString(buffer, 0, length));
        return text.Length == 0 ? "" : $": {Redacted(text)}";
    }

    private static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Trim())
        {
            if (shown.Length == MaxShownChars)
                break;
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }

        return shown.ToString().TrimEnd('.', ' ');
    }

    /// <summary>A receiver that echoes the request must not bring its secrets into the log.</summary>
    private string Redacted(string text)
    {
        foreach (var secret in _target.Headers.Values.Append(_target.Secret).Append(_target.PreviousSecret).Append(new SecretText(_address.PathAndQuery)))
        {
            if (secret?.Reveal() is { Length: >= 4 } value)
                text = text.Replace(value, "(secret)", StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    private static SendOutcome Failed(HttpRequestException e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressRefusedException refused:
                    return SendOutcome.Refused("address_refused", $"{refused.Message}.");
                case AuthenticationException:
                    return SendOutcome.Retry("tls", "No secure connection: the certificate is not trusted, has expired or is another host's, or the receiver speaks no TLS of this age.");
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return SendOutcome.Retry("dns", "The name of the receiver cannot be resolved.");
                case SocketException socket:
                    return SendOutcome.Retry("connection", $"No connection: {socket.SocketErrorCode}.");
            }
        }

        return SendOutcome.Retry("connection", $"The connection broke: {e.HttpRequestError}.");
    }
}
