using System.Text.Json;
using AuditOps.Collectors;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Notifications;
using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Simulator;
using AuditOps.Tests.Simulator;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Collect.Notifications;

/// <summary>Collectors, a simulated tenant that sends notifications, and a public address between them.</summary>
public sealed class SubscriptionTests(CollectKafka kafka) : IClassFixture<CollectKafka>
{
    private const string Exchange = "m365.activity.exchange";

    [Fact]
    public async Task News_that_one_process_is_told_makes_the_feeds_of_another_due_at_once()
    {
        // A week of a busy tenant goes by in half a minute, and the feeds poll by themselves once a day.
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { Speed = 10_000, Backlog = TimeSpan.FromDays(6), EventsPerDay = 2_000 });
        await using var proxy = await PublicProxy.StartAsync();
        using var meter = new MeterRecord();
        using var log = new ListLogger();
        var configuration = Configuration("hurried", services, proxy, options => options);
        await using var owner = await StartAsync(configuration, "owner", listens: false, log);
        await CollectKafka.UntilAsync(() => owner.IsWorking, "the owner's partitions");
        // Comes later, gets no work of the first as long as that holds its partitions, and listens.
        await using var listener = await NotificationService.StartAsync(configuration.Notifications!, configuration, listens: true, kafka.Clients, TimeProvider.System, log, CancellationToken.None);
        proxy.Target = listener.Address;
        Assert.Equal("", owner.NotificationAddress);
        await CollectKafka.UntilAsync(() => Records("hurried").Count(record => record.Id is not null) == 3, "two subscriptions and a webhook");
        await CollectKafka.UntilAsync(() => Completed().Any(), "the one ordinary poll of the day");
        var ordinary = Completed().First();
        await CollectKafka.UntilAsync(() => Completed().Last() > ordinary.AddSeconds(2), "polls that only a notification could hurry");
        await CollectKafka.UntilAsync(() => kafka.Raw("hurried").Any(envelope => envelope.CollectedAt > ordinary.AddSeconds(2)), "records of them");
        await CollectKafka.UntilAsync(() => kafka.Health("hurried").Where(health => health is { Reporter: "notifications", State: HealthState.Ok } or { Reporter: "notifications.users" or "notifications.groups", State: HealthState.Ok }).Select(health => health.Reporter).Distinct().Count() == 3, "the subscriptions' health");
        await CollectKafka.UntilAsync(() => proxy.Secrets.Count == 3, "a notification of each subscription");

        // What proves a notification, and what proves the application, is nowhere: not in a log, a metric, or anything in Kafka, dead letters included.
        var shown = string.Join('\n', [.. log.Lines, .. meter.Sums.Keys, configuration.ToString(), .. configuration.Tenants.Select(tenant => tenant.ToString())]);
        services.Server.Freeze();
        var stored = KafkaBytes();
        foreach (var secret in (string[])[.. proxy.Secrets.Keys, services.Tenant.ClientSecret])
        {
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        }

        Assert.True(meter.Of("auditops.notifications.hurried tenant=hurried") > 0);
        Assert.Contains("auditops.notifications.subscriptions tenant=hurried feed=posture change=made", meter.Sums.Keys);

        IEnumerable<DateTimeOffset> Completed() => kafka.Cursors("hurried").Where(cursor => cursor.Feed == Exchange && cursor.Window is null).Select(cursor => cursor.CoveredTo).Order();
    }

    [Fact]
    public async Task Subscriptions_are_renewed_made_again_when_removed_and_survive_a_restart_without_a_double()
    {
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { EventsPerDay = 100, Backlog = TimeSpan.FromHours(1) });
        await services.SignInAsync();
        await using var proxy = await PublicProxy.StartAsync();
        // Renewed after 9 to 11 s: what is left must outlast a machine that is busy with other tests.
        var configuration = Configuration("renewed", services, proxy, options => options with { Lifetime = TimeSpan.FromSeconds(15), CheckEvery = TimeSpan.FromSeconds(1) }, "posture");
        IReadOnlyDictionary<string, JsonElement> first;
        // Left behind by a process that ended before it could write down what it had made.
        proxy.Echoes = true;
        Assert.Equal(201, (await services.PostAsync($"{services.Base}/v1.0/subscriptions", Stray(proxy, "renewed"))).Status);
        var stray = Assert.Single((await ListedAsync(services)).Keys);
        await using (var host = await StartAsync(configuration, "renewing"))
        {
            proxy.Target = host.NotificationAddress;
            await CollectKafka.UntilAsync(() => Records("renewed").Count(record => record.Id is not null) >= 2, "the subscriptions");
            first = await ListedAsync(services);
            Assert.DoesNotContain(stray, first.Keys);
            await UntilAsync(async () => await ListedAsync(services) is var now && now.Count == 2 && now.Keys.All(first.ContainsKey) && now.All(pair => Expires(pair.Value) > Expires(first[pair.Key])), "a renewal of both");
        }

        await using (var host = await StartAsync(configuration with { Notifications = configuration.Notifications! with { Lifetime = TimeSpan.FromDays(1) } }, "renewing"))
        {
            proxy.Target = host.NotificationAddress;
            await UntilAsync(async () => (await ListedAsync(services)).Values.All(each => Expires(each) > DateTimeOffset.UtcNow.AddHours(20)), "a renewal after the restart");
            var kept = await ListedAsync(services);
            Assert.Equal(2, kept.Count);

            Assert.Equal(200, (await services.ControlAsync(HttpMethod.Post, "lifecycle/reauthorizationRequired")).Status);
            await UntilAsync(async () => await ListedAsync(services) is var now && now.Keys.All(kept.ContainsKey) && now.All(pair => Expires(pair.Value) > Expires(kept[pair.Key])), "a renewal out of turn");
            Assert.Equal(200, (await services.ControlAsync(HttpMethod.Post, "lifecycle/subscriptionRemoved")).Status);
            await UntilAsync(async () => await ListedAsync(services) is { Count: 2 } now && !now.Keys.Any(kept.ContainsKey), "new subscriptions");

            // Gone without a word.
            foreach (var id in (await ListedAsync(services)).Keys) await services.Http.DeleteAsync($"{services.Base}/v1.0/subscriptions/{id}", TestContext.Current.CancellationToken);
            await UntilAsync(async () => (await ListedAsync(services)).Count == 2, "what a look at the service found missing");
        }

        // Of the secrets nothing but hashes is written, one for each subscription.
        var written = Records("renewed");
        Assert.All(written, record => Assert.Equal(64, record.StateHash.Length));
        Assert.True(written.Select(record => record.StateHash).Distinct().Count() >= 4);
    }

    [Fact]
    public async Task A_public_address_that_does_not_answer_is_said_with_what_to_do_and_the_feeds_are_polled_as_ever()
    {
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { EventsPerDay = 2_000, Backlog = TimeSpan.FromHours(6) });
        await using var proxy = await PublicProxy.StartAsync();
        await using var host = await StartAsync(Configuration("unreachable", services, proxy, options => options), "unreachable");
        await CollectKafka.UntilAsync(() => kafka.Health("unreachable").Where(health => health is { State: HealthState.Degraded, Code: "address_unreachable" }).Select(health => health.Reporter).Distinct().Count() == 3, "three subscriptions that fail");
        var shown = kafka.Health("unreachable").First(health => health.Code == "address_unreachable" && health.Source == Exchange);
        Assert.Contains(proxy.PublicUrl, shown.Error, StringComparison.Ordinal);
        Assert.Contains("proxy", shown.WhatToDo, StringComparison.Ordinal);
        await CollectKafka.UntilAsync(() => kafka.Raw("unreachable").Any(envelope => envelope.Source == Sources.M365Activity), "records all the same");
    }

    [Fact]
    public async Task Somebody_elses_webhook_stays_and_a_stop_of_the_subscription_is_a_gap()
    {
        await using var services = await SimulatedServices.StartAsync(new SimulatorOptions { EventsPerDay = 20_000, Backlog = TimeSpan.FromHours(3) });
        await using var receiver = await Receiver.StartAsync();
        await using var proxy = await PublicProxy.StartAsync();
        await services.SignInAsync();
        Assert.Equal(200, (await services.PostAsync($"{services.Feed}subscriptions/start?contentType=Audit.Exchange", new { webhook = new { address = receiver.Address + "/hook", authId = "theirs" } })).Status);
        var configuration = Configuration("stopped", services, proxy, options => options, Exchange) with { Notifications = null };
        configuration = configuration with { Tenants = [configuration.Tenants[0] with { Windows = configuration.Tenants[0].Windows with { Interval = TimeSpan.FromMilliseconds(200) } }] };
        await using var host = await StartAsync(configuration, "stopping");
        await CollectKafka.UntilAsync(() => kafka.Raw("stopped").Count > 0, "records");
        var (_, listed, _) = await services.GetAsync($"{services.Feed}subscriptions/list");
        Assert.Equal("theirs", listed[0].GetProperty("webhook").GetProperty("authId").GetString());
        Assert.Equal(200, (await services.PostAsync($"{services.Feed}subscriptions/stop?contentType=Audit.Exchange")).Status);
        await CollectKafka.UntilAsync(() => kafka.Cursors("stopped").Any(cursor => cursor.LastGaps.Any(gap => gap.Reason.Contains("stopped", StringComparison.Ordinal))), "the gap");
    }

    [Fact]
    public void Every_fault_of_the_section_is_named()
    {
        var file = """
            {"Tenants":[{"Name":"a","TenantId":"11111111-2222-3333-4444-555555555555","ClientId":"11111111-2222-3333-4444-555555555555","ClientSecret":"planted"}],
             "Notifications":{"PublicUrl":"http://audit.example.com","Listen":"everywhere","Port":70000,"Tenants":["b"],"Feeds":["entra.signin"],"Lifetime":"90.00:00:00","Queue":0,"BodyBytes":1,"Items":0,"Connections":0}}
            """;
        var faults = Assert.Throws<CollectorsException>(() => CollectConfiguration.From(CollectFile.Parse(System.Text.Encoding.UTF8.GetBytes(file)), "/tmp")).Message;
        string[] expected = ["PublicUrl", "Listen", "Port", "'b' is not among", "no notifications for 'entra.signin'", "Lifetime", "Queue", "BodyBytes", "Items", "Connections"];
        Assert.All(expected, text => Assert.Contains(text, faults, StringComparison.Ordinal));
    }

    private static CollectConfiguration Configuration(string tenant, SimulatedServices services, PublicProxy proxy, Func<NotificationOptions, NotificationOptions> adjust, params string[] sources)
    {
        var windows = new WindowOptions { Interval = TimeSpan.FromDays(1), PostureInterval = TimeSpan.FromDays(1), Lookback = TimeSpan.FromDays(6) };
        var limits = new LimitOptions { GraphPerTenant = 10_000, GraphPerApp = 10_000, DirectoryPerTenant = 10_000, ManagementPerTenant = 100_000, FirstPause = TimeSpan.FromMilliseconds(20) };
        var simulated = services.Tenant;
        var file = new CollectFile
        {
            Tenants =
            [
                new TenantFile
                {
                    Name = tenant, TenantId = simulated.TenantId, ClientId = simulated.ClientId, ClientSecret = simulated.ClientSecret, Cloud = "custom",
                    LoginEndpoint = services.Base, GraphEndpoint = services.Base, ManagementEndpoint = services.Base, Sources = sources.Length > 0 ? sources : [Exchange, "posture"],
                },
            ],
            Windows = windows,
            Limits = limits,
        };
        var options = new NotificationOptions { PublicUrl = proxy.PublicUrl, Port = 0, LeastPause = TimeSpan.FromMilliseconds(100), LeastPosturePause = TimeSpan.FromSeconds(1) };
        return CollectConfiguration.From(file, "/tmp") with { Notifications = adjust(options) };
    }

    private Task<CollectorHost> StartAsync(CollectConfiguration configuration, string instance, bool listens = true, ILoggerFactory? loggers = null) => CollectorHost.StartAsync(
        new CollectorOptions { Kafka = kafka.Options, Configuration = configuration, Listens = listens, Shard = new ShardOptions { Instance = instance, StartSpread = TimeSpan.Zero } }, TimeProvider.System, loggers ?? NullLoggerFactory.Instance, CancellationToken.None);

    private List<SubscriptionRecord> Records(string tenant) =>
        [.. kafka.Read(TopicNames.Subscriptions).Select(record => SubscriptionRecord.FromJson(record.Message.Value)!).Where(record => record.Tenant == tenant)];

    private string KafkaBytes()
    {
        var all = new System.Text.StringBuilder();
        foreach (var topic in (string[])[TopicNames.Raw, TopicNames.DeadLetters, TopicNames.Cursors, TopicNames.Subscriptions, TopicNames.Hints, TopicNames.Health, TopicNames.Posture])
        {
            foreach (var record in kafka.Read(topic)) all.Append(System.Text.Encoding.Latin1.GetString(record.Message.Key)).Append(System.Text.Encoding.Latin1.GetString(record.Message.Value ?? [])).Append('\n');
        }

        return all.ToString();
    }

    private static object Stray(PublicProxy proxy, string tenant) => new
    {
        resource = "users",
        changeType = "updated",
        notificationUrl = $"{proxy.PublicUrl}/graph/{tenant}",
        clientState = "lost",
        expirationDateTime = DateTime.UtcNow.AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static DateTimeOffset Expires(JsonElement subscription) => subscription.GetProperty("expirationDateTime").GetDateTimeOffset();

    private static async Task<IReadOnlyDictionary<string, JsonElement>> ListedAsync(SimulatedServices services)
    {
        var (status, body, _) = await services.GetAsync($"{services.Base}/v1.0/subscriptions");
        Assert.Equal(200, status);
        return body.GetProperty("value").EnumerateArray().ToDictionary(each => each.GetProperty("id").GetString()!);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"did not come: {what}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
