using System.Net;
using System.Net.Sockets;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Schemas.Topics;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Kafka;

public sealed class TopicProvisionerTests : IAsyncLifetime
{
    private readonly BrokerFixture _broker = new();

    public ValueTask InitializeAsync() => _broker.InitializeAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_first_run_creates_every_topic_and_the_second_finds_nothing_to_do()
    {
        var first = await Provisioner().ProvisionAsync(TopicCatalog.All, fix: false, CancellationToken.None);
        Assert.Equal(TopicCatalog.All.Select(topic => topic.Name), first.Created);
        var second = await Provisioner().ProvisionAsync(TopicCatalog.All, fix: true, CancellationToken.None);
        Assert.Empty(second.Created);
        Assert.Empty(second.Extended);
        Assert.True(second.InOrder, string.Join(", ", second.Drift));
        Assert.Empty(second.Drift);
        Assert.Equal(TopicCatalog.All.Count, second.Present);
        await Provisioner().VerifyAsync(TopicCatalog.All, CancellationToken.None);
    }

    [Fact]
    public async Task Partitions_are_added_but_never_taken_away()
    {
        TopicSpec[] topics = [TopicCatalog.Get(TopicNames.Raw), TopicCatalog.Get(TopicNames.Schemas)];
        await Provisioner(2).ProvisionAsync(topics, fix: false, CancellationToken.None);
        var more = await Provisioner(3).ProvisionAsync(topics, fix: false, CancellationToken.None);
        Assert.Equal(new TopicExtension(TopicNames.Raw, 2, 3), Assert.Single(more.Extended));
        var fewer = await Provisioner(2).ProvisionAsync(topics, fix: true, CancellationToken.None);
        Assert.Equal(new TopicDrift(TopicNames.Raw, "partitions", "3", "2", Fixed: false), Assert.Single(fewer.Drift));
        Assert.False(fewer.InOrder);
        await Provisioner(3).VerifyAsync(topics, CancellationToken.None);
    }

    [Fact]
    public async Task A_setting_that_differs_is_reported_and_set_right_only_when_asked()
    {
        TopicSpec[] topics = [TopicCatalog.Get(TopicNames.Alerts)];
        await Provisioner().ProvisionAsync(topics, fix: false, CancellationToken.None);
        using (var admin = _broker.Clients().Admin("test"))
        {
            var change = new ConfigEntry { Name = "retention.ms", Value = "1000", IncrementalOperation = AlterConfigOpType.Set };
            await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>> { [new ConfigResource { Type = ResourceType.Topic, Name = TopicNames.Alerts }] = [change] });
        }

        var expected = new TopicDrift(TopicNames.Alerts, "retention.ms", "1000", "2592000000", Fixed: false);
        Assert.Equal(expected, Assert.Single((await Provisioner().ProvisionAsync(topics, fix: false, CancellationToken.None)).Drift));
        var repaired = await Provisioner().ProvisionAsync(topics, fix: true, CancellationToken.None);
        Assert.Equal(expected with { Fixed = true }, Assert.Single(repaired.Drift));
        Assert.True(repaired.InOrder);
        Assert.Empty((await Provisioner().ProvisionAsync(topics, fix: false, CancellationToken.None)).Drift);
    }

    [Fact]
    public async Task A_topic_of_plans_from_before_is_given_its_small_segments_when_asked()
    {
        var plans = TopicCatalog.Get(TopicNames.SinkPlan);
        await Provisioner().ProvisionAsync([plans with { RewrittenOften = false }], fix: false, CancellationToken.None);
        var drift = (await Provisioner().ProvisionAsync([plans], fix: false, CancellationToken.None)).Drift;
        Assert.Equal(["min.cleanable.dirty.ratio", "segment.bytes", "segment.ms"], drift.Select(one => one.Setting).Order(StringComparer.Ordinal));
        Assert.True((await Provisioner().ProvisionAsync([plans], fix: true, CancellationToken.None)).InOrder);
        using var admin = _broker.Clients().Admin("test");
        var described = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = TopicNames.SinkPlan }]);
        var found = Assert.Single(described).Entries;
        Assert.Equal(("16777216", "3600000", "0.01"), (found["segment.bytes"].Value, found["segment.ms"].Value, found["min.cleanable.dirty.ratio"].Value));
    }

    [Fact]
    public async Task A_role_s_check_says_in_one_sentence_what_is_missing_and_what_to_do()
    {
        await Provisioner(1).ProvisionAsync([TopicCatalog.Get(TopicNames.Raw)], fix: false, CancellationToken.None);
        var error = await Assert.ThrowsAsync<KafkaAccessException>(() =>
            Provisioner(2).VerifyAsync([TopicCatalog.Get(TopicNames.Raw), TopicCatalog.Get(TopicNames.Enriched)], CancellationToken.None));
        Assert.Equal(KafkaErrorCode.NotProvisioned, error.Code);
        Assert.Equal(
            $"The Kafka cluster at {_broker.BootstrapServers} is not ready: auditops.raw.v1 has 1 of 2 partitions, auditops.enriched.v1 is missing; run 'auditops provision'.",
            error.Message);
    }

    [Fact]
    public async Task Two_roles_may_provision_at_the_same_time()
    {
        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Provisioner().ProvisionAsync(TopicCatalog.All, fix: false, CancellationToken.None)));
        Assert.Equal(4, reports.Length);
        await Provisioner().VerifyAsync(TopicCatalog.All, CancellationToken.None);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_an_error_that_names_it()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = $"127.0.0.1:{((IPEndPoint)silent.LocalEndPoint!).Port}";
        var clients = new KafkaClientFactory(new KafkaOptions { BootstrapServers = address, AdminTimeout = TimeSpan.FromSeconds(1) }, NullLoggerFactory.Instance);
        var error = await Assert.ThrowsAsync<KafkaAccessException>(() => Provisioner(clients).VerifyAsync(TopicCatalog.All, CancellationToken.None));
        Assert.Equal(KafkaErrorCode.Unreachable, error.Code);
        Assert.Contains(address, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_cluster_ends_promptly_when_it_is_cancelled()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var options = new KafkaOptions { BootstrapServers = $"127.0.0.1:{((IPEndPoint)silent.LocalEndPoint!).Port}", AdminTimeout = TimeSpan.FromMinutes(5) };
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var verify = Provisioner(new KafkaClientFactory(options, NullLoggerFactory.Instance)).VerifyAsync(TopicCatalog.All, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verify.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private TopicProvisioner Provisioner(int partitions = 2) => Provisioner(_broker.Clients(partitions));

    private static TopicProvisioner Provisioner(KafkaClientFactory clients) => new(clients, TimeProvider.System, NullLogger<TopicProvisioner>.Instance);
}
