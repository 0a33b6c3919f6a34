using System.Net.Http.Headers;
using AuditOps.Collectors.Authentication;
using AuditOps.Collectors.Configuration;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace AuditOps.Collectors.Fetching;

/// <summary>
/// Requests to one service of one tenant: with a token, within the budgets, repeated with growing pauses and jitter when the reason may pass, not sent at all while the circuit is open.
/// Redirects are not followed and no address but the service's own is asked: the token goes with every request.
/// </summary>
internal sealed class ServiceClient
{
    private static readonly ResiliencePropertyKey<FetchStatus> StatusKey = new("status");

    private readonly HttpClient _http;
    private readonly ServiceOptions _service;
    private readonly LimitOptions _limits;
    private readonly ITokenSource _tokens;
    private readonly SemaphoreSlim _concurrency;
    private readonly SemaphoreSlim _behind;
    private readonly SemaphoreSlim _places;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<ServiceReply> _pipeline;

    /// <param name="concurrency">The tenant's: its requests under way at once.</param>
    /// <param name="behind">The tenant's: requests about what lies behind the present, fewer than all.</param>
    /// <param name="places">Of all tenants: answers that may be held at once. Taken last, so that nobody waits for a throttled service with one in hand.</param>
    /// <param name="random">For jitter; used under a lock.</param>
    public ServiceClient(HttpClient http, ServiceOptions service, LimitOptions limits, ITokenSource tokens, SemaphoreSlim concurrency, SemaphoreSlim behind, SemaphoreSlim places, Random random, TimeProvider time)
    {
        _http = http;
        _service = service;
        _limits = limits;
        _tokens = tokens;
        _concurrency = concurrency;
        _behind = behind;
        _places = places;
        _random = random;
        _time = time;
        _pipeline = new ResiliencePipelineBuilder<ServiceReply> { TimeProvider = time }
            .AddRetry(Retry())
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ServiceReply>
            {
                FailureRatio = 0.9,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = limits.CircuitBreak,
                ShouldHandle = new PredicateBuilder<ServiceReply>().Handle<Exception>(IsPassing).HandleResult(reply => reply.IsFailure && !reply.IsThrottled),
            })
            .Build();
    }

    public Uri Root => _service.Root;

    public string Name => _service.Name;

    /// <param name="link">An address as the service wrote it, or one that was made for it.</param>
    /// <returns>An answer below 500 that is no throttling; a success holds a lease that the caller gives back.</returns>
    /// <exception cref="CollectorsException">No answer that counts; the code says why.</exception>
    public Task<ServiceReply> SendAsync(HttpMethod method, string link, FetchStatus status, CancellationToken cancel) => SendAsync(method, link, null, status, cancel);

    /// <param name="json">Body of the request; null = none.</param>
    /// <inheritdoc cref="SendAsync(HttpMethod, string, FetchStatus, CancellationToken)"/>
    public async Task<ServiceReply> SendAsync(HttpMethod method, string link, byte[]? json, FetchStatus status, CancellationToken cancel)
    {
        var address = ServiceLink.Check(link, _service.Root, _service.Name);
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(StatusKey, status);
        try
        {
            var reply = await _pipeline.ExecuteAsync(attempt => AttemptAsync(method, address, json, status, attempt.CancellationToken), context);
            if (reply.IsThrottled) throw Throttled(reply, status);
            if (reply.IsFailure) throw Failed(CollectorsErrorCode.ServiceUnavailable, $"answers {reply.Status}", reply);
            return reply.IsTokenRefused ? throw Failed(CollectorsErrorCode.CredentialsRefused, "does not take the token", reply) : reply;
        }
        catch (BrokenCircuitException exception)
        {
            var wait = exception.RetryAfter is { } after ? $" for another {Math.Ceiling(after.TotalSeconds):0} s" : "";
            throw new CollectorsException(CollectorsErrorCode.CircuitOpen, $"{_service.Name} fails nearly every request and is left alone{wait}.");
        }
        catch (TimeoutException)
        {
            throw new CollectorsException(CollectorsErrorCode.ServiceUnavailable, $"{_service.Name} does not answer within {_limits.Timeout.TotalSeconds:0} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new CollectorsException(CollectorsErrorCode.ServiceUnavailable, $"{_service.Name} cannot be reached, or cuts its answers: {(exception as HttpRequestException)?.HttpRequestError.ToString() ?? "connection lost"}.");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Before an answer that came broken is asked for again: one bad second must not use up every attempt.</summary>
    /// <param name="attempt">From 1.</param>
    public Task PauseAsync(int attempt, CancellationToken cancel) => Task.Delay(_limits.FirstPause * attempt, _time, cancel);

    private async ValueTask<ServiceReply> AttemptAsync(HttpMethod method, Uri address, byte[]? json, FetchStatus status, CancellationToken cancel)
    {
        await EnterAsync(status.IsBehind, cancel);
        try
        {
            var token = await _tokens.GetAsync(_service.Scope, cancel);
            var reply = await HoldAsync(method, address, json, token, status, cancel);
            // Before the turn is given back: whoever has it next looks whether the service has asked for patience.
            if (reply is { IsThrottled: true, RetryAfter: { } pause }) _service.Gates[0].Close(pause);
            if (!reply.IsTokenRefused) return reply;
            // It may have ended on the way, or been revoked: once more with a new one.
            _tokens.Reject(_service.Scope, token);
            return await HoldAsync(method, address, json, await _tokens.GetAsync(_service.Scope, cancel), status, cancel);
        }
        finally
        {
            _concurrency.Release();
            if (status.IsBehind) _behind.Release();
        }
    }

    /// <summary>Waits for the budgets and for a turn among the tenant's requests; whoever finds on his turn that the service has meanwhile asked for patience goes back to wait for that.</summary>
    private async Task EnterAsync(bool isBehind, CancellationToken cancel)
    {
        while (true)
        {
            foreach (var gate in _service.Gates) await gate.WaitAsync(isBehind, cancel);
            if (isBehind) await _behind.WaitAsync(cancel);
            try
            {
                await _concurrency.WaitAsync(cancel);
            }
            catch (OperationCanceledException) when (isBehind)
            {
                _behind.Release();
                throw;
            }

            if (!_service.Gates[0].IsClosed) return;
            _concurrency.Release();
            if (isBehind) _behind.Release();
        }
    }

    private async Task<ServiceReply> HoldAsync(HttpMethod method, Uri address, byte[]? json, string token, FetchStatus status, CancellationToken cancel)
    {
        // Places come back when answers are published. That none does for so long is a fault that must be seen, not a feed that is still.
        var patience = _limits.Timeout * 3;
        if (!await _places.WaitAsync(patience, cancel)) throw new CollectorsException(CollectorsErrorCode.ServiceUnavailable, $"no other answer was published within {patience.TotalSeconds:0} s, so that none could be fetched.");
        var lease = new Lease(_places);
        try
        {
            using var limit = new CancellationTokenSource(_limits.Timeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            var reply = await RequestAsync(method, address, json, token, status, either.Token);
            if (!reply.IsSuccess) return reply;
            var held = reply with { Lease = lease };
            lease = null;
            return held;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
        finally
        {
            lease?.Dispose();
        }
    }

    private async Task<ServiceReply> RequestAsync(HttpMethod method, Uri address, byte[]? json, string token, FetchStatus status, CancellationToken cancel)
    {
        status.AddRequest();
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null) request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (answer.Content.Headers.ContentLength > _limits.AnswerBytes) throw TooLarge();
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        var body = await AnswerBody.ReadAsync(stream, answer.Content.Headers.ContentLength, _limits.AnswerBytes, cancel) ?? throw TooLarge();
        return new ServiceReply((int)answer.StatusCode, body, NextPage(answer), RetryAfter(answer.Headers));
    }

    private RetryStrategyOptions<ServiceReply> Retry() => new()
    {
        MaxRetryAttempts = _limits.Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _limits.FirstPause,
        MaxDelay = _limits.LongestPause,
        ShouldHandle = new PredicateBuilder<ServiceReply>().Handle<Exception>(IsPassing).HandleResult(reply => reply.IsThrottled ? !(reply.RetryAfter > _limits.LongestPause) : reply.IsFailure),
        DelayGenerator = arguments => ValueTask.FromResult(Asked(arguments.Outcome.Result)),
        OnRetry = arguments =>
        {
            var status = arguments.Context.Properties.GetValue(StatusKey, null!);
            status.AddRepeat();
            if (arguments.Outcome.Result is not { IsThrottled: true }) return ValueTask.CompletedTask;
            status.AddThrottled(arguments.RetryDelay);
            _service.Gates[0].Close(arguments.RetryDelay);
            return ValueTask.CompletedTask;
        },
    };

    /// <summary>A longer pause than a request waits for: the feed says so, and comes back when it is over.</summary>
    private CollectorsException Throttled(ServiceReply reply, FetchStatus status)
    {
        var pause = reply.RetryAfter ?? _limits.LongestPause;
        _service.Gates[0].Close(pause);
        status.AddThrottled(pause);
        return new CollectorsException(CollectorsErrorCode.Throttled, $"{_service.Name} asks for {pause.TotalSeconds:0} s of patience.") { ServiceCode = reply.ErrorCode, RetryAfter = pause };
    }

    /// <summary>What the service asks for, and up to a tenth more, so that many waiters do not come back at once; null leaves it to the growing pauses.</summary>
    private TimeSpan? Asked(ServiceReply? reply)
    {
        if (reply?.RetryAfter is not { } asked) return null;
        lock (_random) return asked * (1 + (_random.NextDouble() / 10));
    }

    private static bool IsPassing(Exception exception) => exception is HttpRequestException or IOException or TimeoutException;

    // Header names have no case; the troubleshooting pages call it NextPageUrl.
    private static string? NextPage(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("NextPageUri", out var values) || answer.Headers.TryGetValues("NextPageUrl", out values) ? values.FirstOrDefault() : null;

    /// <returns>Null where nothing is asked for, or a time that is over: repeated at once, and without end, such a refusal would be met again.</returns>
    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        var header = headers.RetryAfter;
        // A date is one of the service's clock, which the answer tells.
        var asked = header?.Delta ?? (header?.Date is { } date ? date - (headers.Date ?? _time.GetUtcNow()) : null);
        return asked <= TimeSpan.Zero ? null : asked > MostPatience ? MostPatience : asked;
    }

    /// <summary>A longer wait is cut into several: an hour is more than any service was seen to ask for.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(1);

    private CollectorsException TooLarge() => new(CollectorsErrorCode.AnswerUnreadable, $"{_service.Name} gives an answer larger than {_limits.AnswerBytes >> 20} MiB.");

    private CollectorsException Failed(CollectorsErrorCode code, string what, ServiceReply reply) => new(code, $"{_service.Name} {what}.") { ServiceCode = reply.ErrorCode };
}
