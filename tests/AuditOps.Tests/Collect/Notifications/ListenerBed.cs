using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Notifications;
using AuditOps.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Tests.Collect.Notifications;

/// <summary>A listener alone, with two Graph subscriptions and one webhook that it knows of.</summary>
internal sealed class ListenerBed : IAsyncDisposable
{
    public const string Tenant = "11111111-2222-3333-4444-555555555555";
    public const string Client = "66666666-7777-8888-9999-000000000000";

    private readonly NotificationListener _listener;

    private ListenerBed(NotificationListener listener, HintQueue hints)
    {
        _listener = listener;
        Hints = hints;
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public HintQueue Hints { get; }

    public string Address => _listener.Address;

    public Secret UsersState { get; private init; } = null!;

    public Secret GroupsState { get; private init; } = null!;

    public Secret AuthId { get; private init; } = null!;

    public static async Task<ListenerBed> StartAsync(Func<NotificationOptions, NotificationOptions>? adjust = null)
    {
        var options = new NotificationOptions { PublicUrl = "https://audit.example.com/hooks/", Port = 0 };
        options = adjust?.Invoke(options) ?? options;
        var configuration = CollectKafka.Configuration("listened", "http://127.0.0.1:1", sources: ["m365.activity.exchange", "posture", "entra.audit"]);
        var (users, groups, auth) = (ClientState.New(), ClientState.New(), ClientState.New());
        var table = new SubscriptionTable();
        table.Set(Record("posture", "users", "id-users", users));
        table.Set(Record("posture", "groups", "id-groups", groups));
        table.Set(Record("m365.activity.exchange", "Audit.Exchange", SubscriptionRecord.Webhook, auth));
        // Nobody takes what is queued, and no Kafka is asked.
        var hints = new HintQueue(new KafkaClientFactory(new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, NullLoggerFactory.Instance), options.Queue, TimeProvider.System, NullLogger.Instance);
        var listener = await NotificationListener.StartAsync(options, ListenerTenant.Of(configuration, options), table, hints, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        return new ListenerBed(listener, hints) { UsersState = users, GroupsState = groups, AuthId = auth };
    }

    public static string Item(string id, string state, string tenant = Tenant, string? lifecycle = null) =>
        $$"""{"subscriptionId":"{{id}}","clientState":"{{state}}","tenantId":"{{tenant}}","changeType":"updated","resource":"Users/1"{{(lifecycle is null ? "" : $",\"lifecycleEvent\":\"{lifecycle}\"")}}}""";

    public static string Graph(params string[] items) => $"{{\"value\":[{string.Join(',', items)}]}}";

    public static string Blob(string tenant = Tenant, string client = Client, string type = "Audit.Exchange") =>
        $$"""{"tenantId":"{{tenant}}","clientId":"{{client}}","contentType":"{{type}}","contentId":"1$2","contentUri":"https://evil.example.org/1","contentCreated":"2026-01-01T00:00:00Z","contentExpiration":"2026-01-08T00:00:00Z"}""";

    public async Task<(int Status, string Body, HttpResponseMessage Answer)> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _listener.DisposeAsync();
    }

    private static SubscriptionRecord Record(string feed, string resource, string id, Secret state) =>
        new() { Tenant = "listened", Feed = feed, Resource = resource, Id = id, StateHash = ClientState.HashOf(state), Url = "x", Updated = DateTimeOffset.UtcNow };
}
