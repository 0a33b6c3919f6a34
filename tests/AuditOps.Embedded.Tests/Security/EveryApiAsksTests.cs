using System.Collections;
using System.Reflection;
using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;
using AuditOps.Embedded.Tests.Broker;
using Xunit;

namespace AuditOps.Embedded.Tests.Security;

/// <summary>No request is served without asking what its sender may do: a new API that forgets it is found here.</summary>
public sealed class EveryApiAsksTests
{
    private const int Seed = 140;

    private static readonly KafkaError[] s_refusals =
        [KafkaError.TopicAuthorizationFailed, KafkaError.GroupAuthorizationFailed, KafkaError.ClusterAuthorizationFailed, KafkaError.TransactionalIdAuthorizationFailed];

    /// <summary>What everybody may ask.</summary>
    private static readonly ApiKey[] s_open = [ApiKey.ApiVersions, ApiKey.SaslHandshake, ApiKey.SaslAuthenticate];

    [Fact]
    public async Task A_client_that_may_do_nothing_is_refused_everything()
    {
        await using var broker = await TestBroker.StartAsync(options => options with { AllowEveryoneIfNoAclFound = false, AutoCreateTopics = true });
        var context = new RequestContext(0, "client", "/127.0.0.1", new ClientSession(new Listener("127.0.0.1", 1, NeedsLogin: false), "127.0.0.1"), CancellationToken.None);
        foreach (var api in new ApiTable(broker.Server.Broker).All)
        {
            if (s_open.Contains(api.Key)) continue;
            for (var round = 0; round < 10; round++)
            {
                var request = MessageFiller.Fill(Request(api), new Random(Seed + round));
                // By name: nobody can know the id of a topic that is not there.
                var version = api.Key == ApiKey.Fetch ? (short)12 : api.MaxVersion;
                if (request is FindCoordinatorRequest find) find.KeyType = (sbyte)(round % 2);
                if (request is ProduceRequest produce) produce.Acks = -1;
                if (request is DeleteTopicsRequest delete) delete.Topics.ForEach(topic => topic.Name ??= "t");
                var response = await api.HandleAsync(request, context with { Version = version });
                var errors = Errors(response!).ToList();
                if (api.Key == ApiKey.ListGroups) Assert.Empty(((ListGroupsResponse)response!).Groups);
                else Assert.True(errors.Exists(s_refusals.Contains), $"{api.Key}, seed {Seed + round}: {string.Join(' ', errors)}");
            }
        }
        var all = (MetadataResponse)(await new ApiTable(broker.Server.Broker).Find((short)ApiKey.Metadata)!.HandleAsync(new MetadataRequest { Topics = null, IncludeClusterOperations = true }, context with { Version = 8 }))!;
        Assert.Equal((0, 0), (all.Topics.Count, all.ClusterOperations));
        Assert.Empty(broker.Server.Broker.Store.Topics);
        Assert.Empty(broker.Server.Broker.Groups.ById);
        Assert.Empty(broker.Server.Broker.Users.Users);
    }

    private static Type Request(Api api) => typeof(ProduceRequest).Assembly.GetType($"{typeof(ProduceRequest).Namespace}.{api.Key}Request", throwOnError: true)!;

    private static IEnumerable<KafkaError> Errors(object message)
    {
        foreach (var field in message.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            switch (field.GetValue(message))
            {
                case KafkaError error:
                    yield return error;
                    break;
                case IList list:
                    foreach (var error in list.OfType<IMessage>().SelectMany(Errors)) yield return error;
                    break;
            }
        }
    }
}
