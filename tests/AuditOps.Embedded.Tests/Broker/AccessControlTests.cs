using AuditOps.Embedded.Kafka;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>Access control lists as a real client meets them: what is not allowed is refused with its own code, and what is allowed works.</summary>
public sealed class AccessControlTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>The client's enumeration leaves it out; librdkafka has it.</summary>
    private const ResourceType TransactionalId = (ResourceType)5;

    [Fact]
    public async Task A_client_does_what_the_lists_allow_and_no_more()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { SaslPort = 0, SuperUsers = ["User:ANONYMOUS"], AllowEveryoneIfNoAclFound = false });
        await broker.AddUserAsync("ann", "pencil");
        var ann = broker.As("ann", "pencil");
        var topic = await broker.CreateTopicAsync();
        var hidden = await broker.CreateTopicAsync();
        using var root = broker.Admin();
        using var admin = broker.Admin(ann);

        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await ProduceAsync(broker, ann, topic));
        Assert.Empty(admin.GetMetadata(s_limit).Topics);
        await AllowAsync(root, ResourceType.Topic, topic, AclOperation.Write);
        Assert.Equal(ErrorCode.NoError, await ProduceAsync(broker, ann, topic));
        Assert.Equal([topic], admin.GetMetadata(s_limit).Topics.Select(one => one.Topic));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await ProduceAsync(broker, ann, hidden));

        Assert.Equal(ErrorCode.GroupAuthorizationFailed, Consume(broker, ann, "readers", topic));
        await AllowAsync(root, ResourceType.Group, "read", AclOperation.Read, ResourcePatternType.Prefixed);
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, Consume(broker, ann, "readers", topic));
        await AllowAsync(root, ResourceType.Topic, topic, AclOperation.Read);
        Assert.Equal(ErrorCode.NoError, Consume(broker, ann, "readers", topic));
        Assert.Equal(ErrorCode.GroupAuthorizationFailed, Consume(broker, ann, "others", topic));

        Assert.Equal(ErrorCode.TransactionalIdAuthorizationFailed, Transact(broker, ann, topic));
        await AllowAsync(root, TransactionalId, "*", AclOperation.Write);
        Assert.Equal(ErrorCode.NoError, Transact(broker, ann, topic));

        var refusedTopic = await Assert.ThrowsAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([new TopicSpecification { Name = "new", NumPartitions = 1, ReplicationFactor = 1 }]));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, refusedTopic.Results[0].Error.Code);
        var refusedDelete = await Assert.ThrowsAsync<DeleteTopicsException>(() => admin.DeleteTopicsAsync([topic]));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, refusedDelete.Results[0].Error.Code);
        var refusedConfigs = await Assert.ThrowsAsync<DescribeConfigsException>(() => admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, refusedConfigs.Results[0].Error.Code);
        var refusedAcl = await Assert.ThrowsAsync<CreateAclsException>(() => AllowAsync(admin, ResourceType.Topic, hidden, AclOperation.All));
        Assert.Equal(ErrorCode.ClusterAuthorizationFailed, refusedAcl.Results[0].Error.Code);
        var refusedUser = await Assert.ThrowsAsync<AlterUserScramCredentialsException>(() => admin.AlterUserScramCredentialsAsync([new UserScramCredentialDeletion { User = "ann", Mechanism = ScramMechanism.ScramSha512 }]));
        Assert.Equal(ErrorCode.ClusterAuthorizationFailed, refusedUser.Results[0].Error.Code);

        var described = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { IncludeAuthorizedOperations = true })).TopicDescriptions[0];
        Assert.Equal([AclOperation.Read, AclOperation.Write, AclOperation.Describe], described.AuthorizedOperations.Order());

        // A restart keeps the lists, and a denial beats what was allowed.
        await broker.RestartAsync();
        Assert.Equal(ErrorCode.NoError, await ProduceAsync(broker, ann, topic));
        await AllowAsync(root, ResourceType.Topic, topic, AclOperation.Write, ResourcePatternType.Literal, AclPermissionType.Deny);
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, await ProduceAsync(broker, ann, topic));
        var taken = await root.DeleteAclsAsync([Filter(AclPermissionType.Deny)]);
        Assert.Single(taken[0].AclBindings);
        Assert.Equal(ErrorCode.NoError, await ProduceAsync(broker, ann, topic));
    }

    [Fact]
    public async Task Lists_users_and_settings_are_there_after_a_kill()
    {
        var directory = Path.Combine(Path.GetTempPath(), "auditops-broker-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(directory);
        var broker = await ChildBroker.StartAsync(directory, port: 0);
        try
        {
            var config = new AdminClientConfig { BootstrapServers = $"127.0.0.1:{broker.Port}" };
            using (var admin = new AdminClientBuilder(config).Build())
            {
                await AllowAsync(admin, ResourceType.Topic, "orders", AclOperation.Read);
                await AllowAsync(admin, ResourceType.Topic, "bills", AclOperation.Write);
                await admin.DeleteAclsAsync([Filter(AclPermissionType.Allow, "bills")]);
                await admin.AlterUserScramCredentialsAsync(
                    [new UserScramCredentialUpsertion { User = "ann", Password = "pencil"u8.ToArray(), ScramCredentialInfo = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha256, Iterations = 5000 } }]);
                await SetAsync(admin, "1", "log.retention.ms", "86400000");
            }
            await broker.KillAsync();
            broker.Dispose();
            Assert.Empty(Embedded.Kafka.Checking.BrokerFolder.Check(directory, cancel: TestContext.Current.CancellationToken).Faults);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, "internal", "metadata.log")));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(directory, "internal")))
                Assert.Equal(-1, (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().IndexOf("pencil"u8));

            broker = await ChildBroker.StartAsync(directory, port: 0);
            using var again = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = $"127.0.0.1:{broker.Port}" }).Build();
            var binding = Assert.Single((await again.DescribeAclsAsync(Filter(AclPermissionType.Any))).AclBindings);
            Assert.Equal(("orders", "User:ann", AclOperation.Read), (binding.Pattern.Name, binding.Entry.Principal, binding.Entry.Operation));
            var user = (await again.DescribeUserScramCredentialsAsync([])).UserScramCredentialsDescriptions.Single();
            Assert.Equal(("ann", ScramMechanism.ScramSha256, 5000), (user.User, user.ScramCredentialInfos[0].Mechanism, user.ScramCredentialInfos[0].Iterations));
            Assert.Equal("86400000", (await DescribeAsync(again, ResourceType.Broker, "1"))["log.retention.ms"].Value);
        }
        finally
        {
            broker.Dispose();
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Settings_of_the_broker_are_the_defaults_of_topics()
    {
        await using var broker = await TestBroker.StartAsync();
        using var admin = broker.Admin();
        var plain = await broker.CreateTopicAsync();
        var own = await broker.CreateTopicAsync(configs: new() { ["retention.ms"] = "5000" });
        SetForAll(broker, "60000");
        Assert.Equal(60_000, broker.Server.Broker.Store.Topic(plain)!.Config.RetentionMs);
        Assert.Equal(("60000", ConfigSource.DynamicDefaultBrokerConfig), Value((await DescribeAsync(admin, ResourceType.Topic, plain))["retention.ms"]));
        await SetAsync(admin, "1", "log.retention.ms", "70000");
        Assert.Equal((70_000, 5000), (broker.Server.Broker.Store.Topic(plain)!.Config.RetentionMs, broker.Server.Broker.Store.Topic(own)!.Config.RetentionMs));
        Assert.Equal(("70000", ConfigSource.DynamicBrokerConfig), Value((await DescribeAsync(admin, ResourceType.Topic, plain))["retention.ms"]));
        await broker.RestartAsync();
        Assert.Equal(70_000, broker.Server.Broker.Store.Topic(plain)!.Config.RetentionMs);
        Assert.Equal(("70000", ConfigSource.DynamicBrokerConfig), Value((await DescribeAsync(admin, ResourceType.Broker, "1"))["log.retention.ms"]));

        foreach (var (id, name, value, code) in new[]
        {
            ("1", "no.such.setting", "1", ErrorCode.InvalidConfig), ("1", "log.retention.ms", "soon", ErrorCode.InvalidConfig),
            ("1", "num.partitions", "3", ErrorCode.InvalidRequest),
        })
        {
            var refused = await Assert.ThrowsAsync<IncrementalAlterConfigsException>(() => SetAsync(admin, id, name, value));
            Assert.Equal(code, refused.Results[0].Error.Code);
        }
        await SetAsync(admin, "1", "log.retention.ms", null);
        Assert.Equal(60_000, broker.Server.Broker.Store.Topic(plain)!.Config.RetentionMs);
        SetForAll(broker, null);
        Assert.Equal((long)TimeSpan.FromDays(7).TotalMilliseconds, broker.Server.Broker.Store.Topic(plain)!.Config.RetentionMs);
    }

    /// <summary>The scope of all brokers has an empty name, which this client does not send.</summary>
    private static void SetForAll(TestBroker broker, string? value)
    {
        var outcome = broker.Server.Broker.Settings.Alter(Embedded.Kafka.Settings.BrokerSettings.AllBrokers, replace: value is null, settings =>
        {
            if (value is not null) settings["log.retention.ms"] = value;
            return default;
        }, validateOnly: false);
        Assert.Equal(KafkaError.None, outcome.Error);
    }

    private static (string, ConfigSource) Value(ConfigEntryResult entry) => (entry.Value, entry.Source);

    private static async Task<Dictionary<string, ConfigEntryResult>> DescribeAsync(IAdminClient admin, ResourceType type, string name) =>
        (await admin.DescribeConfigsAsync([new ConfigResource { Type = type, Name = name }]))[0].Entries;

    private static Task SetAsync(IAdminClient admin, string broker, string name, string? value) => admin.IncrementalAlterConfigsAsync(new()
    {
        [new ConfigResource { Type = ResourceType.Broker, Name = broker }] = [new ConfigEntry { Name = name, Value = value, IncrementalOperation = value is null ? AlterConfigOpType.Delete : AlterConfigOpType.Set }],
    });

    private static Task AllowAsync(
        IAdminClient admin, ResourceType type, string name, AclOperation operation, ResourcePatternType pattern = ResourcePatternType.Literal, AclPermissionType permission = AclPermissionType.Allow) =>
        admin.CreateAclsAsync(
        [
            new AclBinding
            {
                Pattern = new ResourcePattern { Type = type, Name = name, ResourcePatternType = pattern },
                Entry = new AccessControlEntry { Principal = "User:ann", Host = "*", Operation = operation, PermissionType = permission },
            },
        ]);

    private static AclBindingFilter Filter(AclPermissionType permission, string? name = null) => new()
    {
        PatternFilter = new ResourcePatternFilter { Type = ResourceType.Topic, ResourcePatternType = ResourcePatternType.Any, Name = name },
        EntryFilter = new AccessControlEntryFilter { Operation = AclOperation.Any, PermissionType = permission },
    };

    private static async Task<ErrorCode> ProduceAsync(TestBroker broker, Action<ClientConfig> who, string topic)
    {
        // An idempotent producer would already be refused its id where there is no topic that it may write to.
        using var producer = broker.Producer(config =>
        {
            who(config);
            config.EnableIdempotence = false;
        });
        try
        {
            await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = "v" });
            return ErrorCode.NoError;
        }
        catch (ProduceException<string, string> refused)
        {
            return refused.Error.Code;
        }
    }

    private static ErrorCode Consume(TestBroker broker, Action<ClientConfig> who, string group, string topic)
    {
        using var consumer = broker.Consumer(group, who);
        consumer.Subscribe(topic);
        try
        {
            TestBroker.Take(consumer, 1, seconds: 60);
            return ErrorCode.NoError;
        }
        catch (ConsumeException refused)
        {
            return refused.Error.Code;
        }
    }

    private static ErrorCode Transact(TestBroker broker, Action<ClientConfig> who, string topic)
    {
        using var producer = broker.Producer(config =>
        {
            who(config);
            config.TransactionalId = "t";
        });
        try
        {
            producer.InitTransactions(s_limit);
            producer.BeginTransaction();
            producer.Produce(topic, new Message<string, string> { Key = "k", Value = "v" });
            producer.CommitTransaction(s_limit);
            return ErrorCode.NoError;
        }
        catch (KafkaException refused)
        {
            return refused.Error.Code;
        }
    }
}
